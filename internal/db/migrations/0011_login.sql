-- Staff accounts (账号). Parties have none: they prove a query code and a telephone number.
CREATE TABLE staff (
  id             TEXT PRIMARY KEY,
  login_name     TEXT NOT NULL UNIQUE,          -- lower case
  name           TEXT NOT NULL,
  org_id         TEXT NOT NULL DEFAULT '',
  org_name       TEXT NOT NULL DEFAULT '',
  region         TEXT NOT NULL DEFAULT '',      -- officers: the division they supervise
  roles          TEXT NOT NULL DEFAULT '',      -- in force, space-separated
  roles_asked    TEXT NOT NULL DEFAULT '',      -- asked for, waiting for the security administrator
  phone_mask     TEXT NOT NULL DEFAULT '',
  phone          BYTEA NOT NULL,                -- encrypted, empty when none
  email          TEXT NOT NULL DEFAULT '',
  password_hash  TEXT NOT NULL,                 -- Argon2id; empty: cannot sign in
  must_change    BOOLEAN NOT NULL DEFAULT TRUE,
  totp_secret    BYTEA NOT NULL,                -- encrypted, empty until offered
  totp_on        BOOLEAN NOT NULL DEFAULT FALSE,
  totp_step      BIGINT NOT NULL DEFAULT 0,     -- newest time step that was used: a code works once
  demo           BOOLEAN NOT NULL DEFAULT FALSE,
  created_at     BIGINT NOT NULL,
  changed_at     BIGINT NOT NULL,
  last_login_at  BIGINT NOT NULL DEFAULT 0,
  deactivated_at BIGINT NOT NULL DEFAULT 0      -- 0: active
);
CREATE INDEX staff_org ON staff (org_id, deactivated_at);

-- Sessions (登录状态) of staff and of parties. The token itself is only in the browser.
CREATE TABLE login_session (
  id         TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL CHECK (kind IN ('staff','party')),
  level      TEXT NOT NULL CHECK (level IN ('password','setup','full','limited','verified')),
  user_id    TEXT NOT NULL,                     -- staff id or party id
  name       TEXT NOT NULL DEFAULT '',          -- party
  roles      TEXT NOT NULL DEFAULT '',          -- party
  matter_id  TEXT NOT NULL DEFAULT '',          -- party
  dispute_id TEXT NOT NULL DEFAULT '',          -- party
  device     TEXT NOT NULL DEFAULT '',          -- coarse: "手机 · 微信"
  ip_hash    TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,                   -- absolute
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX login_session_user ON login_session (user_id, ended_at);
CREATE INDEX login_session_expires ON login_session (expires_at);

-- One-time codes (验证码), six digits, kept as a keyed digest.
CREATE TABLE login_code (
  id         TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL,
  subject    TEXT NOT NULL,
  hash       TEXT NOT NULL,
  sent_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0          -- used, replaced or locked
);
CREATE INDEX login_code_subject ON login_code (purpose, subject, sent_at);

-- Counted attempts, shared by all instances. The key is a digest: it names nobody.
CREATE TABLE login_throttle (
  key          TEXT PRIMARY KEY,
  attempts     BIGINT NOT NULL,
  window_at    BIGINT NOT NULL,
  locked_until BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX login_throttle_window ON login_throttle (window_at);

-- What happened to accounts (账号日志): signing in and out, roles, passwords, deactivation. Append-only.
CREATE TABLE account_event (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,
  kind       TEXT NOT NULL,
  detail     TEXT NOT NULL DEFAULT '',
  actor_id   TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  ip_hash    TEXT NOT NULL DEFAULT '',
  at         BIGINT NOT NULL
);
CREATE INDEX account_event_user ON account_event (user_id, at);
CREATE INDEX account_event_at ON account_event (at);

-- engine sqlite
CREATE TRIGGER account_event_no_update BEFORE UPDATE ON account_event BEGIN SELECT RAISE(ABORT, 'the account log is append-only'); END;
CREATE TRIGGER account_event_no_delete BEFORE DELETE ON account_event BEGIN SELECT RAISE(ABORT, 'the account log is append-only'); END;
-- engine postgres
CREATE TRIGGER account_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- engine both
