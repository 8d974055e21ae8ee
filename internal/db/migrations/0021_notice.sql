-- The outbox (发件箱): one row per cause and recipient; every attempt carries the same message key.
CREATE TABLE notice (
  id          TEXT PRIMARY KEY,            -- also the message key
  cause       TEXT NOT NULL UNIQUE,        -- why it is sent: change, template, recipient, channel
  matter_id   TEXT NOT NULL DEFAULT '',
  channel     TEXT NOT NULL CHECK (channel IN ('app','sms','mail')),
  recipient   TEXT NOT NULL,               -- user id or party id
  shown_to    TEXT NOT NULL DEFAULT '',    -- masked address, for pages
  address     BYTEA NOT NULL,              -- encrypted telephone or mail address; empty for app
  template    TEXT NOT NULL,
  title       TEXT NOT NULL,
  body        BYTEA NOT NULL,              -- encrypted: it may hold a one-use code
  state       TEXT NOT NULL CHECK (state IN ('queued','sending','sent','failed','unknown','cancelled')),
  not_before  BIGINT NOT NULL,
  attempts    BIGINT NOT NULL DEFAULT 0,
  lease_until BIGINT NOT NULL DEFAULT 0,
  last_error  TEXT NOT NULL DEFAULT '',
  created_at  BIGINT NOT NULL,
  sent_at     BIGINT NOT NULL DEFAULT 0,
  read_at     BIGINT NOT NULL DEFAULT 0,
  resolved_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX notice_due ON notice (state, not_before);
CREATE INDEX notice_matter ON notice (matter_id, created_at);
CREATE INDEX notice_recipient ON notice (recipient, channel, created_at);

CREATE TABLE notice_attempt (
  id         TEXT PRIMARY KEY,
  notice_id  TEXT NOT NULL REFERENCES notice(id),
  started_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0,
  outcome    TEXT NOT NULL DEFAULT '',     -- sent, refused, unknown
  detail     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX notice_attempt_notice ON notice_attempt (notice_id, started_at);

-- What the demo's telephone gateway was given, for the SMS inbox of the demo.
CREATE TABLE demo_message (
  id         TEXT PRIMARY KEY,             -- message key
  channel    TEXT NOT NULL,
  address    TEXT NOT NULL,
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
