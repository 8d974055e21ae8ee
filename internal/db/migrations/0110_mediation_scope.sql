-- What kind of dispute the organisation found it to be at acceptance (判断问题 scope 的结论); empty until somebody said so.
ALTER TABLE mediation ADD COLUMN scope TEXT NOT NULL DEFAULT '';
