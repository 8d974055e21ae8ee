-- Recovery codes (备用码) for who has lost the telephone: shown once, kept as keyed digests, used once each.
CREATE TABLE recovery_code (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,
  hash       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX recovery_code_hash ON recovery_code (user_id, hash);
