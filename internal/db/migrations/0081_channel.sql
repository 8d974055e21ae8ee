-- An employer's internal channel (内部沟通渠道) and what workers raise there.
CREATE TABLE channel (
  id          TEXT PRIMARY KEY,
  org_id      TEXT NOT NULL UNIQUE REFERENCES org(id),
  token       TEXT NOT NULL UNIQUE,        -- address of the public page, on the poster
  intro       TEXT NOT NULL DEFAULT '',
  answer_days BIGINT NOT NULL,             -- the employer's own clock, in calendar days
  state       TEXT NOT NULL CHECK (state IN ('open','closed')),
  verified_by TEXT NOT NULL DEFAULT '',    -- who checked that it is this employer
  verified_at BIGINT NOT NULL DEFAULT 0,
  opened_by   TEXT NOT NULL,
  opened_at   BIGINT NOT NULL,
  changed_at  BIGINT NOT NULL
);

CREATE TABLE channel_way (
  id         TEXT PRIMARY KEY,
  channel_id TEXT NOT NULL REFERENCES channel(id),
  kind       TEXT NOT NULL CHECK (kind IN ('reception','forum','hotline','email','box','group')),
  words      TEXT NOT NULL,                -- when, where, which number
  seq        BIGINT NOT NULL,
  UNIQUE (channel_id, kind)
);

-- Minutes of reception days and 恳谈会: the employer's own record, no case.
CREATE TABLE channel_minutes (
  id         TEXT PRIMARY KEY,
  channel_id TEXT NOT NULL REFERENCES channel(id),
  kind       TEXT NOT NULL CHECK (kind IN ('reception','forum')),
  held_on    TEXT NOT NULL,
  people     BIGINT NOT NULL,
  host       TEXT NOT NULL,
  topics     TEXT NOT NULL,
  results    TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX channel_minutes_channel ON channel_minutes (channel_id, held_on);

-- A grievance (职工诉求), a matter of its own. The name of who did not want to be shown is ciphertext until consent.
CREATE TABLE grievance (
  matter_id    TEXT PRIMARY KEY REFERENCES matter(id),
  channel_id   TEXT NOT NULL REFERENCES channel(id),
  topic        TEXT NOT NULL,
  way          TEXT NOT NULL DEFAULT '',
  words        TEXT NOT NULL,
  wish         TEXT NOT NULL DEFAULT '',
  named        BOOLEAN NOT NULL,
  person       BYTEA NOT NULL,             -- encrypted: name and telephone
  consented_at BIGINT NOT NULL DEFAULT 0,
  answer       TEXT NOT NULL DEFAULT '',
  outcome      TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('','solved','part','no')),
  answered_on  TEXT NOT NULL DEFAULT '',
  late         BOOLEAN NOT NULL DEFAULT FALSE,
  satisfied    TEXT NOT NULL DEFAULT '' CHECK (satisfied IN ('','yes','no')),
  negotiation_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX grievance_channel ON grievance (channel_id);

CREATE TABLE grievance_note (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  side       TEXT NOT NULL CHECK (side IN ('worker','employer')),
  words      TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX grievance_note_matter ON grievance_note (matter_id, created_at);
