-- A correction may concern more than a day: what stood there before and what is right, in words.
ALTER TABLE correction ADD COLUMN before_text TEXT NOT NULL DEFAULT '';
ALTER TABLE correction ADD COLUMN after_text TEXT NOT NULL DEFAULT '';
-- A record of a session that another one supersedes, and a file that was put into the wrong case, stay but no longer count.
ALTER TABLE hearing_record ADD COLUMN replaced_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evidence ADD COLUMN withdrawn_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evidence ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';
