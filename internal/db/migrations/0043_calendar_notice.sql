-- Holiday notices (放假安排) that administrators import: one person enters, another approves. Rows are never deleted.
CREATE TABLE calendar_notice (
  id           TEXT PRIMARY KEY,
  year         BIGINT NOT NULL,
  source       TEXT NOT NULL,                 -- the State Council notice: number and address
  days         TEXT NOT NULL,                 -- as civil.FormatNotices writes them
  state        TEXT NOT NULL CHECK (state IN ('entered','approved','refused','replaced')),
  entered_by   TEXT NOT NULL,
  entered_name TEXT NOT NULL,
  entered_at   BIGINT NOT NULL,
  decided_by   TEXT NOT NULL DEFAULT '',
  decided_name TEXT NOT NULL DEFAULT '',
  decided_at   BIGINT NOT NULL DEFAULT 0,
  reason       TEXT NOT NULL DEFAULT '',
  CHECK (decided_by <> entered_by)
);
CREATE INDEX calendar_notice_state ON calendar_notice (state, year);
