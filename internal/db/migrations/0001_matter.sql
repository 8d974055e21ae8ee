-- The platform's own tables: disputes, matters, grants, clocks, journal, numbers of the day's anchors.

-- A dispute (争议) is the worker's one number and timeline; several matters (办件) may belong to it.
CREATE TABLE dispute (
  id          TEXT PRIMARY KEY,
  query_code  TEXT NOT NULL UNIQUE,     -- 查询码, 12 characters without separators
  created_at  BIGINT NOT NULL
);

-- A matter is anything with a number, a procedure, a holder, clocks, documents and a journal.
CREATE TABLE matter (
  id            TEXT PRIMARY KEY,
  dispute_id    TEXT NOT NULL REFERENCES dispute(id),
  kind          TEXT NOT NULL,
  state         TEXT NOT NULL,
  version       BIGINT NOT NULL,
  number        TEXT NOT NULL DEFAULT '',   -- 字号, empty until registered
  title         TEXT NOT NULL,              -- names of the sides, for lists
  applicant     TEXT NOT NULL DEFAULT '',
  respondent    TEXT NOT NULL DEFAULT '',
  subject       TEXT NOT NULL DEFAULT '',   -- what it is about, in plain words
  source        TEXT NOT NULL DEFAULT '',   -- how it came in
  tags          TEXT NOT NULL DEFAULT '',   -- space-separated codes: migrant, tibetan, collective …
  people        BIGINT NOT NULL DEFAULT 1,
  org_id        TEXT NOT NULL DEFAULT '',
  holder        TEXT NOT NULL DEFAULT '',   -- user who works on it
  holder_name   TEXT NOT NULL DEFAULT '',
  province      TEXT NOT NULL DEFAULT '63',
  prefecture    TEXT NOT NULL DEFAULT '',
  county        TEXT NOT NULL DEFAULT '',
  waiting_for   TEXT NOT NULL DEFAULT '',   -- office, applicant, respondent, none: whose move it is
  open          BOOLEAN NOT NULL DEFAULT TRUE,
  due_on        TEXT NOT NULL DEFAULT '',   -- earliest running clock that the office must meet
  due_rule      TEXT NOT NULL DEFAULT '',
  due_label     TEXT NOT NULL DEFAULT '',
  received_on   TEXT NOT NULL DEFAULT '',
  accepted_on   TEXT NOT NULL DEFAULT '',
  effective_on  TEXT NOT NULL DEFAULT '',
  closed_on     TEXT NOT NULL DEFAULT '',
  outcome       TEXT NOT NULL DEFAULT '',
  claimed_fen   BIGINT NOT NULL DEFAULT 0,
  entitled_fen  BIGINT NOT NULL DEFAULT -1, -- -1: not computed
  agreed_fen    BIGINT NOT NULL DEFAULT -1, -- -1: none in effect; a draft's amount is sealed and never here
  paid_fen      BIGINT NOT NULL DEFAULT 0,
  employer_key  TEXT NOT NULL DEFAULT '',   -- blind index of the employer, for same-employer cases
  demo          BOOLEAN NOT NULL DEFAULT FALSE,
  created_at    BIGINT NOT NULL,
  changed_at    BIGINT NOT NULL
);
CREATE INDEX matter_dispute ON matter (dispute_id);
CREATE INDEX matter_org ON matter (org_id, open, due_on, id);
CREATE INDEX matter_holder ON matter (holder, open, due_on, id);
CREATE INDEX matter_county ON matter (county, open, due_on, id);
CREATE INDEX matter_prefecture ON matter (prefecture, open, due_on, id);
CREATE INDEX matter_province ON matter (province, open, due_on, id);
CREATE INDEX matter_employer ON matter (employer_key, id);

-- Who may see a matter, since when and until when: parties, mediators, referrers, reviewers.
CREATE TABLE matter_grant (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL REFERENCES matter(id),
  principal  TEXT NOT NULL,              -- user id or party id
  capacity   TEXT NOT NULL,              -- access.Capacity
  started_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0   -- 0: still open
);
CREATE INDEX matter_grant_matter ON matter_grant (matter_id, principal, ended_at);
CREATE INDEX matter_grant_principal ON matter_grant (principal, ended_at, matter_id);

-- A running or ended time limit. The derivation is frozen JSON of law.Derivation.
CREATE TABLE clock (
  id           TEXT PRIMARY KEY,
  matter_id    TEXT NOT NULL REFERENCES matter(id),
  rule         TEXT NOT NULL,
  label        TEXT NOT NULL,
  bound        TEXT NOT NULL,             -- whose limit: office, applicant, respondent, both, authority
  state        TEXT NOT NULL CHECK (state IN ('running','met','stopped','lapsed','replaced')),
  from_on      TEXT NOT NULL,
  unrolled_on  TEXT NOT NULL,
  due_on       TEXT NOT NULL,
  target_on    TEXT NOT NULL DEFAULT '',
  provisional  BOOLEAN NOT NULL DEFAULT FALSE,
  calendar     TEXT NOT NULL DEFAULT '',
  input        TEXT NOT NULL,             -- JSON of law.Input, for recomputation
  derivation   TEXT NOT NULL,             -- JSON
  subject_id   TEXT NOT NULL DEFAULT '',  -- e.g. an obligation
  warned_on    TEXT NOT NULL DEFAULT '',  -- due_on for which the reminder went out
  lapsed_on    TEXT NOT NULL DEFAULT '',
  started_at   BIGINT NOT NULL,
  ended_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX clock_matter ON clock (matter_id, started_at);
CREATE INDEX clock_due ON clock (state, due_on, id);

-- The journal (流水): append-only, chained per matter.
CREATE TABLE journal (
  matter_id   TEXT NOT NULL,
  seq         BIGINT NOT NULL,
  kind        TEXT NOT NULL,              -- procedure.Action or another event's name
  label       TEXT NOT NULL,              -- what happened, in plain Chinese, without sealed matter
  class       TEXT NOT NULL CHECK (class IN ('procedural','fact','sealed')),
  from_state  TEXT NOT NULL DEFAULT '',
  to_state    TEXT NOT NULL DEFAULT '',
  actor_id    TEXT NOT NULL,
  actor_name  TEXT NOT NULL,
  actor_role  TEXT NOT NULL,
  org_id      TEXT NOT NULL DEFAULT '',
  occurred_on TEXT NOT NULL,              -- the date it happened
  recorded_at BIGINT NOT NULL,            -- the instant it was entered
  articles    TEXT NOT NULL DEFAULT '',
  data        TEXT NOT NULL,              -- JSON
  prev        TEXT NOT NULL,
  hash        TEXT NOT NULL,
  PRIMARY KEY (matter_id, seq)
);
CREATE INDEX journal_recorded ON journal (recorded_at);

-- Read audit (查阅记录): every revealing of a masked field or sealed record, committed before the value is shown.
CREATE TABLE read_audit (
  id         TEXT PRIMARY KEY,
  matter_id  TEXT NOT NULL DEFAULT '',
  actor_id   TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  actor_role TEXT NOT NULL,
  what       TEXT NOT NULL,
  subject_id TEXT NOT NULL DEFAULT '',
  reason     TEXT NOT NULL,
  at         BIGINT NOT NULL
);
CREATE INDEX read_audit_matter ON read_audit (matter_id, at);
CREATE INDEX read_audit_at ON read_audit (at);

-- Idempotency keys (防重复提交): a command sent twice is done once and answered alike.
CREATE TABLE command_key (
  key        TEXT PRIMARY KEY,
  result     TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- engine sqlite
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER read_audit_no_update BEFORE UPDATE ON read_audit BEGIN SELECT RAISE(ABORT, 'the read audit is append-only'); END;
CREATE TRIGGER read_audit_no_delete BEFORE DELETE ON read_audit BEGIN SELECT RAISE(ABORT, 'the read audit is append-only'); END;
-- engine postgres
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'this table is append-only'; END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER read_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON read_audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- engine both
