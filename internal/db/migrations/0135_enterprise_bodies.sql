-- Organisations of enterprises (工商联、企业联合会) beside the bodies that were there. The rows keep their ids, so that what
-- refers to them stays true when the transaction ends.
-- engine sqlite
PRAGMA defer_foreign_keys=ON;
CREATE TABLE org_kept AS SELECT id, kind, name, word, prefecture, county, town, address, phone, parent_name, parent_uscc, status, demo, version, created_at, changed_at FROM org;
DROP TABLE org;
CREATE TABLE org (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL CHECK (kind IN ('enterprise','township','people','centre','industry','institution','bureau','arbitration','court','union','aid','inspection','police','window','employer','chamber','federation')),
  name        TEXT NOT NULL UNIQUE,
  word        TEXT NOT NULL DEFAULT '',    -- 机构代字, unique in the province; empty for bodies that issue no papers here
  prefecture  TEXT NOT NULL DEFAULT '',
  county      TEXT NOT NULL DEFAULT '',
  town        TEXT NOT NULL DEFAULT '',
  address     TEXT NOT NULL DEFAULT '',
  phone       TEXT NOT NULL DEFAULT '',
  parent_name TEXT NOT NULL DEFAULT '',
  parent_uscc TEXT NOT NULL DEFAULT '',
  status      TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active','closed')),
  demo        BOOLEAN NOT NULL DEFAULT FALSE,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  changed_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX org_word ON org (word) WHERE word <> '';
CREATE INDEX org_county ON org (county, kind, status);
CREATE INDEX org_uscc ON org (parent_uscc);
INSERT INTO org (id, kind, name, word, prefecture, county, town, address, phone, parent_name, parent_uscc, status, demo, version, created_at, changed_at)
  SELECT id, kind, name, word, prefecture, county, town, address, phone, parent_name, parent_uscc, status, demo, version, created_at, changed_at FROM org_kept;
DROP TABLE org_kept;
-- engine postgres
ALTER TABLE org DROP CONSTRAINT org_kind_check;
ALTER TABLE org ADD CONSTRAINT org_kind_check CHECK (kind IN ('enterprise','township','people','centre','industry','institution','bureau','arbitration','court','union','aid','inspection','police','window','employer','chamber','federation'));
-- engine both
