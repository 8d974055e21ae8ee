-- Mediation organisations (调解组织) and their rooms.
CREATE TABLE org (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL CHECK (kind IN ('enterprise','township','people','centre','industry','institution','bureau')),
  name        TEXT NOT NULL UNIQUE,
  word        TEXT NOT NULL DEFAULT '',    -- 机构代字, unique in the province; empty for bodies that issue no papers
  prefecture  TEXT NOT NULL DEFAULT '',
  county      TEXT NOT NULL DEFAULT '',
  town        TEXT NOT NULL DEFAULT '',
  address     TEXT NOT NULL DEFAULT '',
  phone       TEXT NOT NULL DEFAULT '',
  parent_name TEXT NOT NULL DEFAULT '',    -- the enterprise or institution of a committee
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

CREATE TABLE org_room (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL REFERENCES org(id),
  name       TEXT NOT NULL,
  seats      BIGINT NOT NULL DEFAULT 0,
  status     TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active','closed')),
  created_at BIGINT NOT NULL,
  UNIQUE (org_id, name)
);
