-- The ways a mediation can go: what another body sent, supplements, several mediators, interpreters, experts, pauses,
-- suspected shams, crimes that come to light, groups of workers, corrections, and several cases at one employer.
ALTER TABLE mediation ADD COLUMN sender_name TEXT NOT NULL DEFAULT '';   -- the court or tribunal that sent it
ALTER TABLE mediation ADD COLUMN sender_ref TEXT NOT NULL DEFAULT '';    -- its number there
ALTER TABLE mediation ADD COLUMN sent_on TEXT NOT NULL DEFAULT '';
ALTER TABLE mediation ADD COLUMN supplement TEXT NOT NULL DEFAULT '';    -- what is still to be brought
ALTER TABLE mediation ADD COLUMN paused_on TEXT NOT NULL DEFAULT '';
ALTER TABLE mediation ADD COLUMN pause_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE mediation ADD COLUMN term_stands BOOLEAN NOT NULL DEFAULT FALSE; -- the term stands still while paused
ALTER TABLE mediation ADD COLUMN suspicion TEXT NOT NULL DEFAULT '';     -- open, cleared, confirmed
ALTER TABLE mediation ADD COLUMN crime TEXT NOT NULL DEFAULT '';         -- open, sent
ALTER TABLE mediation ADD COLUMN crime_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE mediation ADD COLUMN crime_to TEXT NOT NULL DEFAULT '';
ALTER TABLE mediation ADD COLUMN major TEXT NOT NULL DEFAULT '';         -- due, reported
ALTER TABLE mediation ADD COLUMN prior_id TEXT NOT NULL DEFAULT '';      -- the mediation that this one takes up again

ALTER TABLE claim ADD COLUMN party_id TEXT NOT NULL DEFAULT '';          -- whose claim; empty: of the whole side
ALTER TABLE claim ADD COLUMN result TEXT NOT NULL DEFAULT '';            -- agreed, failed, left

ALTER TABLE agreement ADD COLUMN form TEXT NOT NULL DEFAULT 'written';   -- written, oral
ALTER TABLE agreement ADD COLUMN signs BIGINT NOT NULL DEFAULT 0;        -- signs of a sham, counted; what they are stays sealed

-- Whom each side chose as mediator (人民调解法19; 特邀调解规定12).
CREATE TABLE mediator_choice (
  id            TEXT PRIMARY KEY,
  matter_id     TEXT NOT NULL REFERENCES matter(id),
  side          TEXT NOT NULL CHECK (side IN ('applicant','respondent')),
  mediator_id   TEXT NOT NULL,
  mediator_name TEXT NOT NULL,
  chosen_at     BIGINT NOT NULL,
  UNIQUE (matter_id, side)
);

-- Mediators beside the one who conducts the case (特邀调解规定13).
CREATE TABLE co_mediator (
  id           TEXT PRIMARY KEY,
  matter_id    TEXT NOT NULL REFERENCES matter(id),
  user_id      TEXT NOT NULL,
  name         TEXT NOT NULL,
  disclosed_at BIGINT NOT NULL DEFAULT 0,
  disclosure   TEXT NOT NULL DEFAULT '',
  joined_at    BIGINT NOT NULL,
  left_at      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX co_mediator_matter ON co_mediator (matter_id, left_at);

CREATE TABLE interpreter (
  id            TEXT PRIMARY KEY,
  matter_id     TEXT NOT NULL REFERENCES matter(id),
  name          TEXT NOT NULL,
  language      TEXT NOT NULL,
  qualification TEXT NOT NULL DEFAULT '',
  disclosure    TEXT NOT NULL,
  joined_at     BIGINT NOT NULL,
  left_at       BIGINT NOT NULL DEFAULT 0,
  left_why      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX interpreter_matter ON interpreter (matter_id, left_at);

CREATE TABLE expert_opinion (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  experts    TEXT NOT NULL,
  question   TEXT NOT NULL,
  opinion    TEXT NOT NULL DEFAULT '',
  asked_on   TEXT NOT NULL,
  given_on   TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX expert_opinion_matter ON expert_opinion (matter_id, created_at);

-- Representatives of a group (代表人, 调解仲裁法7).
CREATE TABLE representative (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  party_id   TEXT NOT NULL REFERENCES party(id),
  elected_on TEXT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX representative_matter ON representative (matter_id, ended_at);

-- A worker's own consent to what representatives may not do alone (33号令63); agreement_id is empty for a withdrawal.
CREATE TABLE worker_consent (
  id           TEXT PRIMARY KEY,
  matter_id    TEXT NOT NULL REFERENCES matter(id),
  party_id     TEXT NOT NULL REFERENCES party(id),
  what         TEXT NOT NULL CHECK (what IN ('settle','withdraw')),
  agreement_id TEXT NOT NULL DEFAULT '',
  due          BOOLEAN NOT NULL DEFAULT FALSE,
  way          TEXT NOT NULL DEFAULT '',
  evidence_id  TEXT NOT NULL DEFAULT '',
  given_at     BIGINT NOT NULL DEFAULT 0,
  UNIQUE (matter_id, party_id, what, agreement_id)
);

-- A correction names the entry that it supersedes.
CREATE TABLE correction (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  seq        BIGINT NOT NULL,             -- of the superseded journal entry
  what       TEXT NOT NULL,
  before_on  TEXT NOT NULL,
  after_on   TEXT NOT NULL,
  reason     TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX correction_matter ON correction (matter_id, seq);

-- Blind indexes under which cases of one employer find each other: by credit code and by name, since workers rarely know
-- the code.
CREATE TABLE employer_link (
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  key         TEXT NOT NULL,
  received_on TEXT NOT NULL,
  PRIMARY KEY (matter_id, key)
);
CREATE INDEX employer_link_key ON employer_link (key, received_on);

-- Several cases or many people at one employer within thirty days (单案发现群案).
CREATE TABLE employer_alert (
  id          TEXT PRIMARY KEY,
  key         TEXT NOT NULL,
  employer    TEXT NOT NULL,
  prefecture  TEXT NOT NULL,
  county      TEXT NOT NULL,
  cases       BIGINT NOT NULL,
  people      BIGINT NOT NULL,
  first_on    TEXT NOT NULL,
  last_on     TEXT NOT NULL,
  demo        BOOLEAN NOT NULL DEFAULT FALSE,
  raised_at   BIGINT NOT NULL,
  noted_by    TEXT NOT NULL DEFAULT '',
  noted_name  TEXT NOT NULL DEFAULT '',
  noted_at    BIGINT NOT NULL DEFAULT 0,
  note        TEXT NOT NULL DEFAULT ''
);
CREATE INDEX employer_alert_key ON employer_alert (key, last_on);
CREATE INDEX employer_alert_county ON employer_alert (county, raised_at);

CREATE TABLE employer_alert_case (
  alert_id  TEXT NOT NULL REFERENCES employer_alert(id),
  matter_id TEXT NOT NULL REFERENCES matter(id),
  org_id    TEXT NOT NULL,
  PRIMARY KEY (alert_id, matter_id)
);
CREATE INDEX employer_alert_case_org ON employer_alert_case (org_id);
CREATE INDEX employer_alert_case_matter ON employer_alert_case (matter_id);
