-- Papers (文书): numbered in the transaction, frozen, rendered by a job, issued only when their bytes are stored.
CREATE TABLE number_series (
  org_id TEXT NOT NULL,
  year   BIGINT NOT NULL,
  word   TEXT NOT NULL,                 -- 字, for example 劳人调字 or a form's own series
  last   BIGINT NOT NULL,
  PRIMARY KEY (org_id, year, word)
);

CREATE TABLE document (
  id           TEXT PRIMARY KEY,
  matter_id    TEXT NOT NULL,
  org_id       TEXT NOT NULL,
  form         TEXT NOT NULL,             -- D-MED-AGR …
  title        TEXT NOT NULL,
  word         TEXT NOT NULL,
  year         BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  number       TEXT NOT NULL,             -- 宁东劳人调字〔2026〕第12号, with -1, -2 for a correction
  version      BIGINT NOT NULL DEFAULT 0,
  replaces     TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('pending','issued','void','replaced')),
  class        TEXT NOT NULL CHECK (class IN ('procedural','fact','sealed')),
  template     TEXT NOT NULL,             -- template version
  data         BYTEA NOT NULL,            -- frozen data, encrypted
  data_hash    TEXT NOT NULL,             -- keyed digest
  token        TEXT NOT NULL UNIQUE,      -- 128 random bits, in the QR
  pdf_blob     TEXT NOT NULL DEFAULT '',
  pdf_hash     TEXT NOT NULL DEFAULT '',
  docx_blob    TEXT NOT NULL DEFAULT '',
  pages        BIGINT NOT NULL DEFAULT 0,
  warnings     TEXT NOT NULL DEFAULT '',
  issuer       TEXT NOT NULL DEFAULT '',
  void_reason  TEXT NOT NULL DEFAULT '',
  audience     TEXT NOT NULL DEFAULT '',  -- sides that may see it: applicant respondent
  issued_on    TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  rendered_at  BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX document_number ON document (org_id, year, word, seq, version);
CREATE INDEX document_matter ON document (matter_id, created_at);
