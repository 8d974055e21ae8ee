-- The file of a finished case (案卷): bound by a job, kept, put on hold, destroyed with a record. A correction is a new
-- version; the one before it stays as replaced.
CREATE TABLE dossier (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  org_id      TEXT NOT NULL,
  number      TEXT NOT NULL,             -- 案卷号
  version     BIGINT NOT NULL DEFAULT 0,
  state       TEXT NOT NULL CHECK (state IN ('building','kept','replaced','destroyed')),
  note        TEXT NOT NULL DEFAULT '',
  leave_out   TEXT NOT NULL DEFAULT '',  -- ids of pieces that were left out, space-separated
  filed_name  TEXT NOT NULL,
  checked_name TEXT NOT NULL DEFAULT '',
  filed_on    TEXT NOT NULL,
  keep_rule   TEXT NOT NULL,
  keep_until  TEXT NOT NULL,
  keep_steps  TEXT NOT NULL,             -- JSON: how the day was reached
  items       BIGINT NOT NULL DEFAULT 0,
  pages       BIGINT NOT NULL DEFAULT 0,
  lacks       TEXT NOT NULL DEFAULT '',
  pdf_blob    TEXT NOT NULL DEFAULT '',
  pdf_hash    TEXT NOT NULL DEFAULT '',
  zip_blob    TEXT NOT NULL DEFAULT '',
  zip_hash    TEXT NOT NULL DEFAULT '',
  zip_size    BIGINT NOT NULL DEFAULT 0,
  signer      TEXT NOT NULL DEFAULT '',
  created_at  BIGINT NOT NULL,
  built_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX dossier_matter ON dossier (matter_id, version);
CREATE INDEX dossier_org ON dossier (org_id, state, keep_until, id);

-- A hold (暂缓销毁) forbids destruction until it is lifted.
CREATE TABLE dossier_hold (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  reason      TEXT NOT NULL,
  placed_name TEXT NOT NULL,
  placed_on   TEXT NOT NULL,
  lifted_name TEXT NOT NULL DEFAULT '',
  lifted_on   TEXT NOT NULL DEFAULT '',
  lifted_why  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX dossier_hold_matter ON dossier_hold (matter_id, lifted_on);

-- A destruction is asked for by one person and approved by another; the record of what was destroyed stays.
CREATE TABLE dossier_destruction (
  id            TEXT PRIMARY KEY,
  matter_id     TEXT NOT NULL REFERENCES matter(id),
  dossier_id    TEXT NOT NULL REFERENCES dossier(id),
  reason        TEXT NOT NULL,
  asked_by      TEXT NOT NULL,
  asked_name    TEXT NOT NULL,
  asked_on      TEXT NOT NULL,
  answer        TEXT NOT NULL DEFAULT '' CHECK (answer IN ('','approved','refused')),
  answered_by   TEXT NOT NULL DEFAULT '',
  answered_name TEXT NOT NULL DEFAULT '',
  answered_on   TEXT NOT NULL DEFAULT '',
  answer_why    TEXT NOT NULL DEFAULT '',
  record        TEXT NOT NULL DEFAULT ''  -- JSON: what was destroyed, with digests
);
CREATE INDEX dossier_destruction_matter ON dossier_destruction (matter_id, asked_on);
