-- One-use links (一次性链接). The token is only in the message; the row keeps its digest.
CREATE TABLE signing_link (
  id         TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  purpose    TEXT NOT NULL,
  matter_id  TEXT NOT NULL DEFAULT '',
  subject_id TEXT NOT NULL,               -- what it is for: an agreement, a document
  principal  TEXT NOT NULL,               -- for whom: a party, an agent, a staff member
  sha256     TEXT NOT NULL DEFAULT '',    -- of the document, when there is one: another document needs another link
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL DEFAULT 0,
  ended_at   BIGINT NOT NULL DEFAULT 0    -- withdrawn or replaced before use
);
CREATE INDEX signing_link_subject ON signing_link (purpose, subject_id, principal);

-- Evidence of signing (签名凭据): what was signed, how, when, from where. Append-only; digest is keyed over all of it.
CREATE TABLE signing_evidence (
  id           TEXT PRIMARY KEY,
  matter_id    TEXT NOT NULL DEFAULT '',
  subject_id   TEXT NOT NULL,
  principal    TEXT NOT NULL,
  signer       TEXT NOT NULL,
  way          TEXT NOT NULL CHECK (way IN ('drawn','typed','paper')),
  sha256       TEXT NOT NULL,             -- of the document signed
  mark_sha256  TEXT NOT NULL DEFAULT '',  -- of the drawn picture, or of the photograph of the paper
  blob_id      TEXT NOT NULL DEFAULT '',
  link_id      TEXT NOT NULL DEFAULT '',
  proof        TEXT NOT NULL,             -- how the person was known: code, session, counter
  address_hash TEXT NOT NULL DEFAULT '',
  device       TEXT NOT NULL DEFAULT '',
  statement    TEXT NOT NULL,             -- what the person agreed to, word for word
  at           BIGINT NOT NULL,
  digest       TEXT NOT NULL
);
CREATE INDEX signing_evidence_subject ON signing_evidence (subject_id, at);
CREATE INDEX signing_evidence_matter ON signing_evidence (matter_id, at);

-- engine sqlite
CREATE TRIGGER signing_evidence_no_update BEFORE UPDATE ON signing_evidence BEGIN SELECT RAISE(ABORT, 'evidence of signing is append-only'); END;
CREATE TRIGGER signing_evidence_no_delete BEFORE DELETE ON signing_evidence BEGIN SELECT RAISE(ABORT, 'evidence of signing is append-only'); END;
-- engine postgres
CREATE TRIGGER signing_evidence_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON signing_evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- engine both
