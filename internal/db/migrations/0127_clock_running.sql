-- Only running clocks are ever looked for by day or gone through one after another, and most clocks of a province have
-- ended. These indexes hold the running ones alone; clock_running is walked when a calendar changes.
DROP INDEX clock_due;
DROP INDEX clock_warn;
CREATE INDEX clock_due ON clock (due_on, id) WHERE state='running';
CREATE INDEX clock_warn ON clock (warn_on, id) WHERE state='running';
CREATE INDEX clock_running ON clock (id) WHERE state='running';
