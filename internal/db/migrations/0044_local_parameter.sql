-- Local parameters (地方参数), such as a minimum wage: one person enters, another approves. Rows are never deleted.
CREATE TABLE local_parameter (
  id           TEXT PRIMARY KEY,
  key          TEXT NOT NULL,
  region       TEXT NOT NULL,                 -- GB/T 2260 prefix; 00 the whole country
  place        TEXT NOT NULL,
  value        TEXT NOT NULL,                 -- exact decimal in the parameter's unit
  from_on      TEXT NOT NULL,
  to_on        TEXT NOT NULL DEFAULT '',
  authority    TEXT NOT NULL,
  source       TEXT NOT NULL,
  checked      TEXT NOT NULL CHECK (checked IN ('verified','excerpt')),
  note         TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('entered','approved','refused','replaced','revoked')),
  entered_by   TEXT NOT NULL,
  entered_name TEXT NOT NULL,
  entered_at   BIGINT NOT NULL,
  decided_by   TEXT NOT NULL DEFAULT '',
  decided_name TEXT NOT NULL DEFAULT '',
  decided_at   BIGINT NOT NULL DEFAULT 0,
  reason       TEXT NOT NULL DEFAULT '',
  CHECK (decided_by <> entered_by)
);
CREATE INDEX local_parameter_state ON local_parameter (state, key, region, from_on);
