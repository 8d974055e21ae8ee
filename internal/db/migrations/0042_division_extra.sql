-- Townships (乡镇、街道) that administrators add or rename beside the built-in divisions. The newest row of a code counts; rows
-- are never deleted.
CREATE TABLE division_extra (
  id           TEXT PRIMARY KEY,
  code         TEXT NOT NULL,
  name         TEXT NOT NULL,                 -- empty: taken back
  entered_by   TEXT NOT NULL,
  entered_name TEXT NOT NULL,
  entered_at   BIGINT NOT NULL
);
CREATE INDEX division_extra_code ON division_extra (code, entered_at, id);
