-- Who holds a dispute (办理单位): exactly one open row while any matter of the dispute is open.
CREATE TABLE dispute_holding (
  id         TEXT PRIMARY KEY,
  dispute_id TEXT NOT NULL REFERENCES dispute(id),
  matter_id  TEXT NOT NULL REFERENCES matter(id),   -- the matter whose clocks run
  org_id     TEXT NOT NULL,
  cause      TEXT NOT NULL CHECK (cause IN ('created','reopened','passed','moved','returned')),
  from_at    BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX dispute_holding_open ON dispute_holding (dispute_id) WHERE ended_at = 0;
CREATE INDEX dispute_holding_dispute ON dispute_holding (dispute_id, from_at, id);
CREATE INDEX dispute_holding_matter ON dispute_holding (matter_id, ended_at);

-- Disputes that were open before this table was there are held by the newest open matter.
INSERT INTO dispute_holding (id, dispute_id, matter_id, org_id, cause, from_at)
  SELECT 'h-' || m.id, m.dispute_id, m.id, m.org_id, 'created', m.created_at FROM matter m
  WHERE m.open AND m.id = (SELECT MAX(n.id) FROM matter n WHERE n.dispute_id = m.dispute_id AND n.open);

-- A hand-over (交接) of a dispute from one body to another: what stands beside the shared row.
CREATE TABLE referral (
  matter_id       TEXT PRIMARY KEY REFERENCES matter(id),
  sender_org      TEXT NOT NULL,
  sender_name     TEXT NOT NULL,
  receiver_org    TEXT NOT NULL DEFAULT '',
  receiver_name   TEXT NOT NULL DEFAULT '',
  offline         BOOLEAN NOT NULL DEFAULT FALSE,  -- the receiver has no accounts here: the sender enters its answers
  reason          TEXT NOT NULL DEFAULT '',        -- coded
  note            TEXT NOT NULL DEFAULT '',
  consent         TEXT NOT NULL DEFAULT 'none' CHECK (consent IN ('none','applicant','both')),
  consent_on      TEXT NOT NULL DEFAULT '',
  own_number      TEXT NOT NULL DEFAULT '',        -- the sender's own file number
  receiver_number TEXT NOT NULL DEFAULT '',        -- the receiver's
  trial           TEXT NOT NULL DEFAULT '' CHECK (trial IN ('','ordinary','summary')),
  stage           TEXT NOT NULL DEFAULT 'before' CHECK (stage IN ('before','accepted','heard')),
  clue            BOOLEAN NOT NULL DEFAULT FALSE,
  screening       TEXT NOT NULL DEFAULT '',        -- JSON: the decision table asked before sending, its inputs and answer
  source_id       TEXT NOT NULL DEFAULT '',        -- the matter of the dispute that is handed over
  target_id       TEXT NOT NULL DEFAULT '',        -- the mediation that was opened on acceptance
  facts           TEXT NOT NULL DEFAULT '',
  branch          TEXT NOT NULL DEFAULT 'labour' CHECK (branch IN ('labour','personnel')),
  work_county     TEXT NOT NULL DEFAULT '',
  hop             BIGINT NOT NULL DEFAULT 0,       -- how often it was sent
  sent_on         TEXT NOT NULL DEFAULT '',
  accepted_on     TEXT NOT NULL DEFAULT '',
  contacted_on    TEXT NOT NULL DEFAULT '',
  assigned        TEXT NOT NULL DEFAULT '',        -- the lawyer or officer the receiver named
  result          TEXT NOT NULL DEFAULT '' CHECK (result IN ('','agreed','partly','none','returned','done')),
  result_reason   TEXT NOT NULL DEFAULT '',
  result_on       TEXT NOT NULL DEFAULT '',
  focus           TEXT NOT NULL DEFAULT '',        -- 争议焦点
  difficulty      TEXT NOT NULL DEFAULT '',        -- 调解难点
  advice          TEXT NOT NULL DEFAULT '',        -- 建议
  ending          TEXT NOT NULL DEFAULT '',        -- coded: what the sender did with what came back
  ending_number   TEXT NOT NULL DEFAULT '',        -- such as the number under which the court filed the case
  envelope        BIGINT NOT NULL DEFAULT 0        -- version of the newest envelope
);
CREATE INDEX referral_sender ON referral (sender_org, matter_id);
CREATE INDEX referral_receiver ON referral (receiver_org, matter_id);
CREATE INDEX referral_target ON referral (target_id);
CREATE INDEX referral_source ON referral (source_id);

-- One sending of a hand-over and what became of it: the daily balance per pair of bodies is counted here.
CREATE TABLE referral_hop (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  hop         BIGINT NOT NULL,
  kind        TEXT NOT NULL,
  from_org    TEXT NOT NULL,
  to_org      TEXT NOT NULL,
  sent_on     TEXT NOT NULL,
  answer      TEXT NOT NULL DEFAULT '' CHECK (answer IN ('','accepted','declined','ignored','recalled')),
  answered_on TEXT NOT NULL DEFAULT '',
  reason      TEXT NOT NULL DEFAULT '',
  back        TEXT NOT NULL DEFAULT '' CHECK (back IN ('','reported','returned')),
  back_on     TEXT NOT NULL DEFAULT '',
  UNIQUE (matter_id, hop)
);
CREATE INDEX referral_hop_from ON referral_hop (from_org, sent_on);
CREATE INDEX referral_hop_to ON referral_hop (to_org, sent_on);

-- What travels with a hand-over (材料). A sealed record has no class here.
CREATE TABLE referral_material (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  seq        BIGINT NOT NULL,
  class      TEXT NOT NULL CHECK (class IN ('procedural','fact')),
  kind       TEXT NOT NULL CHECK (kind IN ('paper','evidence','fact','copy')),
  ref_id     TEXT NOT NULL DEFAULT '',
  title      TEXT NOT NULL,
  sha256     TEXT NOT NULL DEFAULT '',
  back       BOOLEAN NOT NULL DEFAULT FALSE,     -- came back with the report
  created_at BIGINT NOT NULL
);
CREATE INDEX referral_material_matter ON referral_material (matter_id, seq);

-- The envelope (信封) of each sending, answer and report in canonical JSON, with its hash, so that it can travel outside.
CREATE TABLE referral_envelope (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  version    BIGINT NOT NULL,
  act        TEXT NOT NULL,
  body       BYTEA NOT NULL,                     -- encrypted: it names parties
  sha256     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (matter_id, version)
);

-- A court's roster of invited mediators (特邀调解名册).
CREATE TABLE invited_roster (
  id         TEXT PRIMARY KEY,
  court_org  TEXT NOT NULL REFERENCES org(id),
  org_id     TEXT NOT NULL REFERENCES org(id),
  mediator   TEXT NOT NULL DEFAULT '',           -- name; empty for the organisation itself
  specialty  TEXT NOT NULL DEFAULT '',
  from_on    TEXT NOT NULL,
  to_on      TEXT NOT NULL DEFAULT '',           -- last day; empty: no end fixed
  ended_why  TEXT NOT NULL DEFAULT '',
  entered_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX invited_roster_court ON invited_roster (court_org, org_id);

-- An arbitrator's area (仲裁员分片联系): which mediation organisations they keep in touch with, and what they did.
CREATE TABLE liaison (
  id         TEXT PRIMARY KEY,
  arb_org    TEXT NOT NULL REFERENCES org(id),
  arbitrator TEXT NOT NULL,
  org_id     TEXT NOT NULL REFERENCES org(id),
  from_on    TEXT NOT NULL,
  to_on      TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX liaison_arb ON liaison (arb_org, org_id);

CREATE TABLE liaison_log (
  id          TEXT PRIMARY KEY,
  liaison_id  TEXT NOT NULL REFERENCES liaison(id),
  occurred_on TEXT NOT NULL,
  way         TEXT NOT NULL CHECK (way IN ('visit','call','online','training')),
  what        TEXT NOT NULL,
  by_name     TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);
CREATE INDEX liaison_log_liaison ON liaison_log (liaison_id, occurred_on);
