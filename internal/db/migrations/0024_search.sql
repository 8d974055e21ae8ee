-- Chinese search over matters: text is split into single characters by the program, so that one index serves both engines.
-- engine sqlite
CREATE TABLE search_doc (
  docid     INTEGER PRIMARY KEY,
  matter_id TEXT NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE search_body USING fts5(body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0');
-- engine postgres
CREATE TABLE search_doc (
  matter_id TEXT PRIMARY KEY,
  body      TSVECTOR NOT NULL
);
CREATE INDEX search_doc_body ON search_doc USING GIN (body);
-- engine both
