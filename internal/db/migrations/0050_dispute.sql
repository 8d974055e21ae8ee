-- The mediation of labour and personnel disputes. Sealed matter (封存) lives in tables of its own: sealed_record and
-- agreement_draft hold ciphertext under a key of their own.

-- An unfinished public application (申请草稿); answers are encrypted as one blob.
CREATE TABLE draft (
  id          TEXT PRIMARY KEY,
  code_hash   TEXT NOT NULL UNIQUE,      -- blind index of the resume code (续填码)
  phone4_hash TEXT NOT NULL DEFAULT '',  -- blind index of code and last four digits
  answers     BYTEA NOT NULL,
  step        TEXT NOT NULL DEFAULT '',
  matter_id   TEXT NOT NULL DEFAULT '',  -- set once it was filed
  failures    BIGINT NOT NULL DEFAULT 0,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  changed_at  BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL
);
CREATE INDEX draft_expires ON draft (expires_at);

CREATE TABLE draft_file (
  id         TEXT PRIMARY KEY,
  draft_id   TEXT NOT NULL REFERENCES draft(id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  mime       TEXT NOT NULL,
  size       BIGINT NOT NULL,
  sha256     TEXT NOT NULL,
  blob_id    TEXT NOT NULL,
  view_id    TEXT NOT NULL DEFAULT '',
  note       TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);

-- A party (当事人) of a matter. Masked forms are for every page; the rest is encrypted.
CREATE TABLE party (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  seq         BIGINT NOT NULL,
  side        TEXT NOT NULL CHECK (side IN ('applicant','respondent','third')),
  kind        TEXT NOT NULL CHECK (kind IN ('person','employer')),
  role        TEXT NOT NULL DEFAULT '',     -- worker, employer, dispatching, using …
  name        TEXT NOT NULL,
  id_kind     TEXT NOT NULL DEFAULT '',     -- idcard, passport, residence, uscc, pending
  id_mask     TEXT NOT NULL DEFAULT '',
  id_index    TEXT NOT NULL DEFAULT '',
  phone_mask  TEXT NOT NULL DEFAULT '',
  phone_index TEXT NOT NULL DEFAULT '',
  phone4_index TEXT NOT NULL DEFAULT '',    -- blind index of query code and last four digits
  secret      BYTEA NOT NULL,               -- encrypted dispute.Secret
  contact     TEXT NOT NULL DEFAULT '',     -- name of the person at an employer
  legal_rep   TEXT NOT NULL DEFAULT '',
  e_service   BOOLEAN NOT NULL DEFAULT FALSE,
  language    TEXT NOT NULL DEFAULT 'zh-CN',
  flags       TEXT NOT NULL DEFAULT '',     -- special groups, space-separated
  verified    BOOLEAN NOT NULL DEFAULT FALSE, -- identity checked by staff, or proved on the application
  answer      TEXT NOT NULL DEFAULT '' CHECK (answer IN ('','agree','refuse')),
  answered_on TEXT NOT NULL DEFAULT '',
  removed_at  BIGINT NOT NULL DEFAULT 0,
  created_at  BIGINT NOT NULL
);
CREATE INDEX party_matter ON party (matter_id, seq);
CREATE INDEX party_phone ON party (phone_index);
CREATE INDEX party_id ON party (id_index);
CREATE INDEX party_phone4 ON party (phone4_index);

-- An agent (代理人) of a party; authority special means 特别授权.
CREATE TABLE party_agent (
  id          TEXT PRIMARY KEY,
  party_id    TEXT NOT NULL REFERENCES party(id),
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  name        TEXT NOT NULL,
  relation    TEXT NOT NULL DEFAULT '',
  authority   TEXT NOT NULL CHECK (authority IN ('general','special')),
  phone_mask  TEXT NOT NULL DEFAULT '',
  phone_index TEXT NOT NULL DEFAULT '',
  secret      BYTEA NOT NULL,
  evidence_id TEXT NOT NULL DEFAULT '',     -- the letter of authority (授权委托书)
  checked_by  TEXT NOT NULL DEFAULT '',
  checked_at  BIGINT NOT NULL DEFAULT 0,
  ended_at    BIGINT NOT NULL DEFAULT 0,
  created_at  BIGINT NOT NULL
);
CREATE INDEX party_agent_matter ON party_agent (matter_id);

-- What is asked for (请求), in plain claims; head points to a claim head of law/amount when one fits.
CREATE TABLE claim (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  seq        BIGINT NOT NULL,
  code       TEXT NOT NULL,
  label      TEXT NOT NULL,
  amount_fen BIGINT NOT NULL DEFAULT -1,    -- -1: no amount
  from_on    TEXT NOT NULL DEFAULT '',
  to_on      TEXT NOT NULL DEFAULT '',
  note       TEXT NOT NULL DEFAULT '',
  head       TEXT NOT NULL DEFAULT '',
  inputs     TEXT NOT NULL DEFAULT '',      -- JSON of amount inputs
  entitled_fen BIGINT NOT NULL DEFAULT -1,
  derivation TEXT NOT NULL DEFAULT ''       -- JSON of the computation
);
CREATE INDEX claim_matter ON claim (matter_id, seq);

-- The facts of a case as told, the cause of action, and what stands beside the shared row.
CREATE TABLE mediation (
  matter_id     TEXT PRIMARY KEY REFERENCES matter(id),
  branch        TEXT NOT NULL CHECK (branch IN ('labour','personnel')),
  facts         TEXT NOT NULL DEFAULT '',
  work_county   TEXT NOT NULL DEFAULT '',
  work_town     TEXT NOT NULL DEFAULT '',
  employed_from TEXT NOT NULL DEFAULT '',
  employed_to   TEXT NOT NULL DEFAULT '',
  knew_on       TEXT NOT NULL DEFAULT '',   -- when the right was known to be infringed
  cause         TEXT NOT NULL DEFAULT '',   -- 案由 code
  cause_label   TEXT NOT NULL DEFAULT '',
  cause_checked BOOLEAN NOT NULL DEFAULT FALSE,
  channel       TEXT NOT NULL DEFAULT 'web' CHECK (channel IN ('web','counter','phone','oral','import')),
  route_reason  TEXT NOT NULL DEFAULT '',
  reply_due_on  TEXT NOT NULL DEFAULT '',
  disclosed_at  BIGINT NOT NULL DEFAULT 0,
  disclosure    TEXT NOT NULL DEFAULT '',
  rights_told_on TEXT NOT NULL DEFAULT '',
  second_id     TEXT NOT NULL DEFAULT '',
  second_name   TEXT NOT NULL DEFAULT '',
  visited_on    TEXT NOT NULL DEFAULT '',
  reason_code   TEXT NOT NULL DEFAULT '',
  consents      TEXT NOT NULL DEFAULT ''    -- JSON: privacy notice and sensitive-data consent with version and instant
);

CREATE TABLE evidence (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  party_id   TEXT NOT NULL DEFAULT '',
  kind       TEXT NOT NULL DEFAULT 'evidence',  -- evidence, authority, identity, payment, signed-paper
  name       TEXT NOT NULL,
  mime       TEXT NOT NULL,
  size       BIGINT NOT NULL,
  sha256     TEXT NOT NULL,
  blob_id    TEXT NOT NULL,
  view_id    TEXT NOT NULL DEFAULT '',
  shared     BOOLEAN NOT NULL DEFAULT FALSE,    -- the other side may see it
  note       TEXT NOT NULL DEFAULT '',
  added_by   TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX evidence_matter ON evidence (matter_id, created_at);

-- Undisputed facts (无争议事实): class fact; counts only when both sides have confirmed it in writing.
CREATE TABLE confirmed_fact (
  id            TEXT PRIMARY KEY,
  matter_id     TEXT NOT NULL REFERENCES matter(id),
  seq           BIGINT NOT NULL,
  text          TEXT NOT NULL,
  applicant_at  BIGINT NOT NULL DEFAULT 0,
  respondent_at BIGINT NOT NULL DEFAULT 0,
  withdrawn_at  BIGINT NOT NULL DEFAULT 0,
  created_at    BIGINT NOT NULL
);
CREATE INDEX confirmed_fact_matter ON confirmed_fact (matter_id, seq);

-- One-use codes of the respondent's door (被申请人入口).
CREATE TABLE door_code (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  party_id   TEXT NOT NULL REFERENCES party(id),
  code_hash  TEXT NOT NULL UNIQUE,
  channel    TEXT NOT NULL CHECK (channel IN ('sms','letter','counter')),
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL DEFAULT 0,
  ended_at   BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
CREATE INDEX door_code_matter ON door_code (matter_id);

CREATE TABLE call_log (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  party_id   TEXT NOT NULL DEFAULT '',
  way        TEXT NOT NULL CHECK (way IN ('call','visit','message')),
  result     TEXT NOT NULL,
  note       TEXT NOT NULL DEFAULT '',
  occurred_on TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX call_log_matter ON call_log (matter_id, created_at);

-- Sealed records (封存): ciphertext only; audience lists the principals who may open it.
CREATE TABLE sealed_record (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  kind       TEXT NOT NULL CHECK (kind IN ('offer','caucus','concession','draft','note')),
  audience   TEXT NOT NULL,
  body       BYTEA NOT NULL,
  made_by    TEXT NOT NULL,
  made_at    BIGINT NOT NULL
);
CREATE INDEX sealed_record_matter ON sealed_record (matter_id, made_at);

-- An opening (启封) needs both parties' signed consent, or a cited exception approved by a second person.
CREATE TABLE sealed_opening (
  id            TEXT PRIMARY KEY,
  matter_id     TEXT NOT NULL REFERENCES matter(id),
  record_ids    TEXT NOT NULL,
  basis         TEXT NOT NULL CHECK (basis IN ('consent','exception')),
  article       TEXT NOT NULL DEFAULT '',
  reason        TEXT NOT NULL,
  reader        TEXT NOT NULL,
  reader_name   TEXT NOT NULL,
  asked_by      TEXT NOT NULL,
  asked_at      BIGINT NOT NULL,
  applicant_at  BIGINT NOT NULL DEFAULT 0,
  respondent_at BIGINT NOT NULL DEFAULT 0,
  approved_by   TEXT NOT NULL DEFAULT '',
  approved_name TEXT NOT NULL DEFAULT '',
  approved_at   BIGINT NOT NULL DEFAULT 0,
  opened_at     BIGINT NOT NULL DEFAULT 0,
  refused_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sealed_opening_matter ON sealed_opening (matter_id, asked_at);

-- Sessions (调解会).
CREATE TABLE hearing (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  org_id      TEXT NOT NULL,
  mediator_id TEXT NOT NULL,
  room_id     TEXT NOT NULL DEFAULT '',
  mode        TEXT NOT NULL CHECK (mode IN ('onsite','phone','video','async')),
  link        TEXT NOT NULL DEFAULT '',
  starts_at   BIGINT NOT NULL,
  ends_at     BIGINT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('planned','held','cancelled')),
  sequence    BIGINT NOT NULL DEFAULT 0,
  attended    TEXT NOT NULL DEFAULT '',
  created_at  BIGINT NOT NULL
);
CREATE INDEX hearing_matter ON hearing (matter_id, starts_at);
CREATE INDEX hearing_mediator ON hearing (mediator_id, starts_at);
CREATE INDEX hearing_room ON hearing (room_id, starts_at);

-- The record of a session (调解笔录): procedural; concessions go to sealed_record.
CREATE TABLE hearing_record (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  hearing_id TEXT NOT NULL DEFAULT '',
  present    TEXT NOT NULL,
  told       TEXT NOT NULL,
  issues     TEXT NOT NULL,
  result     TEXT NOT NULL,
  occurred_on TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX hearing_record_matter ON hearing_record (matter_id, created_at);

-- An agreement (调解协议). Until it takes effect its terms are in agreement_draft, encrypted as sealed matter.
CREATE TABLE agreement (
  id           TEXT PRIMARY KEY,
  matter_id    TEXT NOT NULL REFERENCES matter(id),
  version      BIGINT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('draft','signing','effective','withdrawn')),
  terms_hash   TEXT NOT NULL,              -- keyed digest
  needs_consent BOOLEAN NOT NULL DEFAULT FALSE,
  consented_at BIGINT NOT NULL DEFAULT 0,
  needs_second BOOLEAN NOT NULL DEFAULT FALSE,
  second_by    TEXT NOT NULL DEFAULT '',
  second_at    BIGINT NOT NULL DEFAULT 0,
  stops        BIGINT NOT NULL DEFAULT 0,
  document_id  TEXT NOT NULL DEFAULT '',
  effective_on TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  changed_at   BIGINT NOT NULL
);
CREATE INDEX agreement_matter ON agreement (matter_id, version);

CREATE TABLE agreement_draft (
  agreement_id TEXT PRIMARY KEY REFERENCES agreement(id),
  matter_id    TEXT NOT NULL,
  body         BYTEA NOT NULL,
  shown_to     TEXT NOT NULL DEFAULT ''    -- principals to whom the draft was shown
);

-- Obligations (给付义务) of an agreement in effect.
CREATE TABLE obligation (
  id           TEXT PRIMARY KEY,
  matter_id    TEXT NOT NULL REFERENCES matter(id),
  agreement_id TEXT NOT NULL REFERENCES agreement(id),
  seq          BIGINT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('money','act')),
  debtor_id    TEXT NOT NULL,
  creditor_id  TEXT NOT NULL,
  what         TEXT NOT NULL,
  head         TEXT NOT NULL DEFAULT '',   -- wages, injury, compensation, damages: whether a payment order is open
  amount_fen   BIGINT NOT NULL DEFAULT 0,
  due_on       TEXT NOT NULL,
  way          TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('open','part','met','overdue','waived')),
  paid_fen     BIGINT NOT NULL DEFAULT 0,
  met_on       TEXT NOT NULL DEFAULT ''
);
CREATE INDEX obligation_matter ON obligation (matter_id, seq);
CREATE INDEX obligation_due ON obligation (state, due_on);

CREATE TABLE payment (
  id            TEXT PRIMARY KEY,
  matter_id     TEXT NOT NULL REFERENCES matter(id),
  obligation_id TEXT NOT NULL REFERENCES obligation(id),
  amount_fen    BIGINT NOT NULL,
  paid_on       TEXT NOT NULL,
  evidence_id   TEXT NOT NULL DEFAULT '',
  reported_by   TEXT NOT NULL,
  reported_as   TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('reported','confirmed','disputed','cancelled')),
  created_at    BIGINT NOT NULL
);
CREATE INDEX payment_matter ON payment (matter_id, created_at);

CREATE TABLE signature (
  id           TEXT PRIMARY KEY,
  matter_id    TEXT NOT NULL REFERENCES matter(id),
  agreement_id TEXT NOT NULL REFERENCES agreement(id),
  party_id     TEXT NOT NULL,             -- party id, or the mediator's user id
  capacity     TEXT NOT NULL,
  signer       TEXT NOT NULL,
  way          TEXT NOT NULL CHECK (way IN ('drawn','typed','paper')),
  blob_id      TEXT NOT NULL DEFAULT '',
  document_hash TEXT NOT NULL DEFAULT '',
  evidence     TEXT NOT NULL DEFAULT '{}',
  signed_on    TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  UNIQUE (agreement_id, party_id)
);
CREATE INDEX signature_matter ON signature (matter_id);

-- Use of the organisation's stamp (用印登记).
CREATE TABLE stamp_use (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  org_id      TEXT NOT NULL,
  document    TEXT NOT NULL,
  copies      BIGINT NOT NULL,
  used_on     TEXT NOT NULL,
  keeper      TEXT NOT NULL,
  evidence_id TEXT NOT NULL DEFAULT '',
  by_name     TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);
CREATE INDEX stamp_use_matter ON stamp_use (matter_id);

-- Follow-up visits (回访) and ratings (好差评).
CREATE TABLE visit (
  id          TEXT PRIMARY KEY,
  matter_id   TEXT NOT NULL REFERENCES matter(id),
  party_id    TEXT NOT NULL DEFAULT '',
  way         TEXT NOT NULL,
  performed   TEXT NOT NULL,
  satisfied   TEXT NOT NULL,
  note        TEXT NOT NULL DEFAULT '',
  occurred_on TEXT NOT NULL,
  by_name     TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);
CREATE INDEX visit_matter ON visit (matter_id, created_at);

CREATE TABLE rating (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  party_id   TEXT NOT NULL,
  score      BIGINT NOT NULL CHECK (score BETWEEN 1 AND 5),
  tags       TEXT NOT NULL DEFAULT '',
  note       TEXT NOT NULL DEFAULT '',
  anonymous  BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT NOT NULL,
  UNIQUE (matter_id, party_id)
);

-- Filters that a member of staff saved (常用筛选).
CREATE TABLE saved_filter (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  query      TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX saved_filter_user ON saved_filter (user_id);

-- A row per mediator and room, touched by whoever plans a session, so that two planners wait for each other.
CREATE TABLE resource_lock (
  name       TEXT PRIMARY KEY,
  touched_at BIGINT NOT NULL
);
