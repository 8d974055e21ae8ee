-- A joint application before it is filed (集体申请): workers join it by a code, each with their own claims. Everything that
-- names somebody is encrypted.
CREATE TABLE gathering (
  id         TEXT PRIMARY KEY,
  code_hash  TEXT NOT NULL UNIQUE,      -- blind index of the joining code
  body       BYTEA NOT NULL,            -- encrypted: employer, facts, workplace
  state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open','filed')),
  matter_id  TEXT NOT NULL DEFAULT '',
  failures   BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE gathering_member (
  id           TEXT PRIMARY KEY,
  gathering_id TEXT NOT NULL REFERENCES gathering(id) ON DELETE CASCADE,
  phone_hash   TEXT NOT NULL,           -- blind index of telephone and gathering: one person joins once
  body         BYTEA NOT NULL,          -- encrypted: name, identity, telephone, claims
  first        BOOLEAN NOT NULL DEFAULT FALSE, -- who began it, and files it
  stands       BOOLEAN NOT NULL DEFAULT FALSE, -- stands for representative
  votes        TEXT NOT NULL DEFAULT '',       -- ids of members whom this one elects
  created_at   BIGINT NOT NULL,
  UNIQUE (gathering_id, phone_hash)
);
