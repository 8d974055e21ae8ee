-- Holidays that a prefecture or county has fixed (地方民族节日, 放假办法第四条), kept by two persons, and the second date of
-- a time limit that counts them.
CREATE TABLE local_holiday (
  id           TEXT PRIMARY KEY,
  region       TEXT NOT NULL,                 -- a prefecture's four digits or a county's six
  name         TEXT NOT NULL,                 -- 玉树赛马节
  from_on      TEXT NOT NULL,                 -- first day off
  to_on        TEXT NOT NULL,                 -- last day off
  source       TEXT NOT NULL,                 -- the authority's decision: number and address
  state        TEXT NOT NULL CHECK (state IN ('entered','approved','refused','revoked')),
  entered_by   TEXT NOT NULL,
  entered_name TEXT NOT NULL,
  entered_at   BIGINT NOT NULL,
  decided_by   TEXT NOT NULL DEFAULT '',
  decided_name TEXT NOT NULL DEFAULT '',
  decided_at   BIGINT NOT NULL DEFAULT 0,
  reason       TEXT NOT NULL DEFAULT '',
  CHECK (decided_by <> entered_by)
);
CREATE INDEX local_holiday_state ON local_holiday (state, region, from_on);

-- local_on is the due date when the local days off count too, empty where there are none; warn_on is the earlier of the two,
-- by which the work list is ordered and reminders go out.
ALTER TABLE clock ADD COLUMN local_on TEXT NOT NULL DEFAULT '';
ALTER TABLE clock ADD COLUMN warn_on TEXT NOT NULL DEFAULT '';
UPDATE clock SET warn_on = due_on;
CREATE INDEX clock_warn ON clock (state, warn_on, id);
