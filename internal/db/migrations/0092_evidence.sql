-- An upload that comes in pieces (分段上传), so that a broken connection loses one piece and not the whole.
CREATE TABLE upload (
  id         TEXT PRIMARY KEY,
  owner      TEXT NOT NULL,             -- user id of staff, party id of a party
  matter_id  TEXT NOT NULL,
  name       TEXT NOT NULL,
  mark       TEXT NOT NULL,             -- what the browser knows the file by, to go on with it
  size       BIGINT NOT NULL,
  received   BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX upload_owner ON upload (owner, matter_id, mark);
CREATE INDEX upload_expires ON upload (expires_at);

CREATE TABLE upload_piece (
  upload_id  TEXT NOT NULL REFERENCES upload(id) ON DELETE CASCADE,
  at         BIGINT NOT NULL,           -- first byte of the piece
  size       BIGINT NOT NULL,
  blob_id    TEXT NOT NULL,
  PRIMARY KEY (upload_id, at)
);

-- Exchange of evidence (证据交换): who asked, and what the side that brought it answered. Only consent shows it to the other.
CREATE TABLE evidence_consent (
  evidence_id TEXT PRIMARY KEY REFERENCES evidence(id),
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  asked_name  TEXT NOT NULL DEFAULT '',  -- empty: the side offered it by itself
  asked_at    BIGINT NOT NULL,
  answer      TEXT NOT NULL DEFAULT '' CHECK (answer IN ('','yes','no')),
  way         TEXT NOT NULL DEFAULT '',  -- self: by the party; paper: registered by staff from a signed paper
  answered_name TEXT NOT NULL DEFAULT '',
  answered_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX evidence_consent_matter ON evidence_consent (matter_id);

-- When a party first looked at what the other side showed (视为收到).
CREATE TABLE evidence_seen (
  evidence_id TEXT NOT NULL REFERENCES evidence(id),
  party_id    TEXT NOT NULL REFERENCES party(id),
  seen_at     BIGINT NOT NULL,
  PRIMARY KEY (evidence_id, party_id)
);
