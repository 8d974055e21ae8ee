-- Import of an existing ledger (台账): staged, mapped, previewed, then imported whole or not at all.
CREATE TABLE ledger_batch (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL,
  by_id      TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  file_name  TEXT NOT NULL,
  file_hash  TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('staged','imported','dropped')),
  cells      BYTEA NOT NULL,           -- encrypted JSON of the sheet, emptied once it is imported
  mapping    TEXT NOT NULL DEFAULT '', -- JSON: field to column
  count      BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  done_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX ledger_batch_org ON ledger_batch (org_id, created_at);

-- How an organisation's sheet with these heads was mapped the last time.
CREATE TABLE ledger_mapping (
  org_id     TEXT NOT NULL,
  heads      TEXT NOT NULL,            -- digest of the heads
  mapping    TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, heads)
);

-- What a row of a ledger says that no column of a case holds.
CREATE TABLE ledger_entry (
  matter_id TEXT PRIMARY KEY REFERENCES matter(id),
  batch_id  TEXT NOT NULL,
  line      BIGINT NOT NULL,
  remark    TEXT NOT NULL DEFAULT ''
);
