-- The data key (数据密钥) of each subject, wrapped by a master key that is kept outside the database.
CREATE TABLE vault_key (
  subject    TEXT NOT NULL,
  class      TEXT NOT NULL CHECK (class IN ('identity','sealed','file')),
  wrapped    BYTEA NOT NULL,
  master     BIGINT NOT NULL,              -- id of the master that wraps it
  created_at BIGINT NOT NULL,
  erased_at  BIGINT NOT NULL DEFAULT 0,    -- 0: alive; after erasure wrapped is empty
  PRIMARY KEY (subject, class)
);
CREATE INDEX vault_key_master ON vault_key (master, subject, class);

-- Which key file this database belongs to.
CREATE TABLE vault_state (
  id          BIGINT PRIMARY KEY CHECK (id = 1),
  fingerprint TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);
