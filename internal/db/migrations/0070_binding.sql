-- Making an agreement binding, and what follows when it is not kept: arbitral review, judicial confirmation, payment orders,
-- and arbitration cases and lawsuits as far as they touch the dispute. Nothing here is sealed matter.
CREATE TABLE binding (
  matter_id    TEXT PRIMARY KEY REFERENCES matter(id),
  source_id    TEXT NOT NULL REFERENCES matter(id),   -- the mediation
  agreement_id TEXT NOT NULL DEFAULT '',
  basis        TEXT NOT NULL DEFAULT '' CHECK (basis IN ('','agreement','wages')),
  peoples      BOOLEAN NOT NULL DEFAULT FALSE,        -- mediated by a people's mediation committee
  outside      BOOLEAN NOT NULL DEFAULT FALSE,        -- the body is not on the platform
  home_org     TEXT NOT NULL,                         -- the mediation's organisation
  body_org     TEXT NOT NULL DEFAULT '',              -- the body's organisation on the platform
  body_name    TEXT NOT NULL,
  place        TEXT NOT NULL DEFAULT '',              -- why this body is the right one
  file_no      TEXT NOT NULL DEFAULT '',              -- the body's own file number (案号)
  arbitrator   TEXT NOT NULL DEFAULT '',
  approver     TEXT NOT NULL DEFAULT '',
  extended     BIGINT NOT NULL DEFAULT 0,
  ground       TEXT NOT NULL DEFAULT '',
  note         TEXT NOT NULL DEFAULT '',
  doc_no       TEXT NOT NULL DEFAULT '',              -- number of the ruling, order, award or judgment
  decided_on   TEXT NOT NULL DEFAULT '',
  served_on    TEXT NOT NULL DEFAULT '',              -- a payment order, on the debtor
  objected_on  TEXT NOT NULL DEFAULT '',
  last_due     TEXT NOT NULL DEFAULT '',              -- last day of performance
  enforce_no   TEXT NOT NULL DEFAULT '',
  enforced_on  TEXT NOT NULL DEFAULT '',
  choice       TEXT NOT NULL DEFAULT '' CHECK (choice IN ('','mediate','file')),
  asked_fen    BIGINT NOT NULL DEFAULT -1,
  awarded_fen  BIGINT NOT NULL DEFAULT -1,
  debtor       TEXT NOT NULL DEFAULT '',
  creditor     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX binding_source ON binding (source_id);

CREATE TABLE binding_signature (
  id            TEXT PRIMARY KEY,
  matter_id     TEXT NOT NULL REFERENCES matter(id),
  party_id      TEXT NOT NULL,
  capacity      TEXT NOT NULL,
  signer        TEXT NOT NULL,
  way           TEXT NOT NULL CHECK (way IN ('drawn','typed','paper')),
  blob_id       TEXT NOT NULL DEFAULT '',
  document_hash TEXT NOT NULL DEFAULT '',
  evidence      TEXT NOT NULL DEFAULT '{}',
  signed_on     TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  UNIQUE (matter_id, party_id)
);

-- Papers served on a party, received or handed over (签收、送达).
CREATE TABLE binding_service (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  party_id   TEXT NOT NULL,
  what       TEXT NOT NULL CHECK (what IN ('book','award')),
  way        TEXT NOT NULL,
  served_on  TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (matter_id, party_id, what)
);

-- What the package holds, by class; sealed is no value.
CREATE TABLE binding_material (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  seq         BIGINT NOT NULL,
  class       TEXT NOT NULL CHECK (class IN ('procedural','fact')),
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  document_id TEXT NOT NULL DEFAULT '',
  evidence_id TEXT NOT NULL DEFAULT '',
  text        TEXT NOT NULL DEFAULT '',              -- a confirmed fact in its own words
  UNIQUE (matter_id, seq)
);

-- The items of an award or judgment with their finality.
CREATE TABLE award_item (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  seq        BIGINT NOT NULL,
  kind       TEXT NOT NULL,
  label      TEXT NOT NULL,
  amount_fen BIGINT NOT NULL DEFAULT -1,
  final      BOOLEAN NOT NULL DEFAULT FALSE,
  row_id     TEXT NOT NULL DEFAULT '',
  reason     TEXT NOT NULL DEFAULT '',
  UNIQUE (matter_id, seq)
);
