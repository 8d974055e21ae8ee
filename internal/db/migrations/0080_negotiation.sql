-- Negotiation (协商), what interrupts the limitation of action (时效中断), and further kinds of sealed records.

-- Every event that made the limitation of a dispute start afresh, recorded by the step that it was (17号令31; 33号令27).
CREATE TABLE limitation_event (
  id         TEXT PRIMARY KEY,
  dispute_id TEXT NOT NULL REFERENCES dispute(id),
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  kind       TEXT NOT NULL,
  on_date    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX limitation_event_dispute ON limitation_event (dispute_id, on_date);
CREATE INDEX limitation_event_matter ON limitation_event (matter_id, kind);

-- bound: what one side would go to, for the system alone; point: a proposal of blind matching; answer: one side's answer to it.
-- engine sqlite
CREATE TABLE sealed_record_kept AS SELECT id, matter_id, kind, audience, body, made_by, made_at FROM sealed_record;
DROP TABLE sealed_record;
CREATE TABLE sealed_record (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  kind       TEXT NOT NULL CHECK (kind IN ('offer','caucus','concession','draft','note','bound','point','answer')),
  audience   TEXT NOT NULL,
  body       BYTEA NOT NULL,
  made_by    TEXT NOT NULL,
  made_at    BIGINT NOT NULL
);
CREATE INDEX sealed_record_matter ON sealed_record (matter_id, made_at);
INSERT INTO sealed_record (id, matter_id, kind, audience, body, made_by, made_at) SELECT id, matter_id, kind, audience, body, made_by, made_at FROM sealed_record_kept;
DROP TABLE sealed_record_kept;
-- engine postgres
ALTER TABLE sealed_record DROP CONSTRAINT sealed_record_kind_check;
ALTER TABLE sealed_record ADD CONSTRAINT sealed_record_kind_check CHECK (kind IN ('offer','caucus','concession','draft','note','bound','point','answer'));
-- engine both

-- What stands beside the shared row of a negotiation. No offer, no bound, no draft is here.
CREATE TABLE negotiation (
  matter_id     TEXT PRIMARY KEY REFERENCES matter(id),
  facts         TEXT NOT NULL,
  work_county   TEXT NOT NULL DEFAULT '',
  employed_from TEXT NOT NULL DEFAULT '',
  employed_to   TEXT NOT NULL DEFAULT '',
  knew_on       TEXT NOT NULL DEFAULT '',
  way           TEXT NOT NULL CHECK (way IN ('onsite','phone','video','async')),
  wish          TEXT NOT NULL DEFAULT '',    -- when and where, in words
  asks_help     BOOLEAN NOT NULL DEFAULT FALSE,
  delivered_on  TEXT NOT NULL DEFAULT '',
  paper_org     TEXT NOT NULL DEFAULT '',    -- the organisation whose word the papers' numbers carry
  union_id      TEXT NOT NULL DEFAULT '',    -- the union of the county, once it was brought in
  grievance_id  TEXT NOT NULL DEFAULT '',
  answer        TEXT NOT NULL DEFAULT '',
  term_until    TEXT NOT NULL DEFAULT '',    -- agreed in writing by both
  term_proposed TEXT NOT NULL DEFAULT '',
  term_by       TEXT NOT NULL DEFAULT '',    -- side that proposed it
  floor_fen     BIGINT NOT NULL DEFAULT -1,  -- mandatory floor of blind matching; -1: not computed
  floor         TEXT NOT NULL DEFAULT '',    -- JSON: how it was computed
  witness       TEXT NOT NULL DEFAULT '',
  witness_org   TEXT NOT NULL DEFAULT '',
  witnessed_on  TEXT NOT NULL DEFAULT '',
  reviewed      TEXT NOT NULL DEFAULT '' CHECK (reviewed IN ('','asked','valid','invalid')),
  draft_id      TEXT NOT NULL DEFAULT '',    -- the application that was filled in by itself
  draft_code    BYTEA,                       -- its resume code, encrypted
  draft_for     TEXT NOT NULL DEFAULT ''     -- the party for whom
);

-- An application may belong to a dispute that began as a negotiation: one query code, one timeline.
ALTER TABLE draft ADD COLUMN dispute_id TEXT NOT NULL DEFAULT '';

-- Offers and counter-offers; what they say is the sealed record.
CREATE TABLE nego_offer (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  seq         BIGINT NOT NULL,
  side        TEXT NOT NULL CHECK (side IN ('applicant','respondent')),
  counters    TEXT NOT NULL DEFAULT '',
  sealed_id   TEXT NOT NULL,
  made_by     TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('open','accepted','declined','countered','lapsed','withdrawn')),
  due_on      TEXT NOT NULL,
  made_at     BIGINT NOT NULL,
  answered_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX nego_offer_matter ON nego_offer (matter_id, seq);

-- Rounds of blind matching. Bounds, point, secret and answers are sealed records; only whether they are there is here.
CREATE TABLE nego_blind (
  id                TEXT PRIMARY KEY,
  matter_id         TEXT NOT NULL REFERENCES matter(id),
  round             BIGINT NOT NULL,
  state             TEXT NOT NULL CHECK (state IN ('open','apart','matched','agreed','ended','lapsed')),
  due_on            TEXT NOT NULL,
  applicant_bound   TEXT NOT NULL DEFAULT '',
  respondent_bound  TEXT NOT NULL DEFAULT '',
  point             TEXT NOT NULL DEFAULT '',
  applicant_answer  TEXT NOT NULL DEFAULT '',
  respondent_answer TEXT NOT NULL DEFAULT '',
  floor_fen         BIGINT NOT NULL DEFAULT -1,
  created_at        BIGINT NOT NULL,
  UNIQUE (matter_id, round)
);

-- The pool of helpers (帮手名册): people with an account who may be asked to help one side.
CREATE TABLE helper (
  user_id    TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('collective','lawyer','coordinator','volunteer','adviser')),
  name       TEXT NOT NULL,
  org_id     TEXT NOT NULL DEFAULT '',
  org_name   TEXT NOT NULL DEFAULT '',
  county     TEXT NOT NULL,
  intro      TEXT NOT NULL DEFAULT '',
  listed     BOOLEAN NOT NULL DEFAULT TRUE,
  listed_by  TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX helper_county ON helper (county, kind);

-- Whom a side asked for help, how far, and until when. The access itself is the grant, which ends with this.
CREATE TABLE nego_help (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  side       TEXT NOT NULL CHECK (side IN ('applicant','respondent')),
  user_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  scope      TEXT NOT NULL CHECK (scope IN ('read','speak')),
  state      TEXT NOT NULL CHECK (state IN ('asked','on','declined','ended')),
  until_on   TEXT NOT NULL,
  ended_why  TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX nego_help_matter ON nego_help (matter_id, created_at);
CREATE INDEX nego_help_user ON nego_help (user_id, state);

-- Talks: together at a time and place, or not at the same time. Minutes are procedural; what was offered is sealed.
CREATE TABLE nego_talk (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  way        TEXT NOT NULL CHECK (way IN ('onsite','phone','video','async')),
  room_id    TEXT NOT NULL DEFAULT '',
  place      TEXT NOT NULL DEFAULT '',
  link       TEXT NOT NULL DEFAULT '',
  starts_at  BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('planned','held','cancelled')),
  minutes    TEXT NOT NULL DEFAULT '',
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX nego_talk_matter ON nego_talk (matter_id, starts_at);
CREATE INDEX nego_talk_room ON nego_talk (room_id, starts_at);

-- The arbitration body's review of a settlement (和解协议审查), a matter of its own in the same dispute.
CREATE TABLE settlement_review (
  matter_id      TEXT PRIMARY KEY REFERENCES matter(id),
  negotiation_id TEXT NOT NULL,
  document_id    TEXT NOT NULL DEFAULT '',
  asked_by       TEXT NOT NULL,
  voluntary      TEXT NOT NULL DEFAULT '',
  lawful         TEXT NOT NULL DEFAULT '',
  clear          TEXT NOT NULL DEFAULT '',
  result         TEXT NOT NULL DEFAULT '' CHECK (result IN ('','valid','invalid')),
  reason         TEXT NOT NULL DEFAULT '',
  decided_on     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX settlement_review_negotiation ON settlement_review (negotiation_id);
