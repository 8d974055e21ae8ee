-- What keeps disputes from arising (源头预防): the union's letters, an employer's own check and pledge, training, the union's
-- register of visitors and activities, and what organisations of enterprises do for employers.

-- A letter of the union (一函两书: 提示函、意见书、建议书), a matter of the union. Money is fen.
CREATE TABLE union_letter (
  matter_id     TEXT PRIMARY KEY REFERENCES matter(id),
  grade         TEXT NOT NULL CHECK (grade IN ('tip','opinion','suggestion')),
  employer      TEXT NOT NULL,
  employer_org  TEXT NOT NULL DEFAULT '',
  receiver      TEXT NOT NULL,               -- who answers: the employer, or the body that a suggestion goes to
  receiver_org  TEXT NOT NULL DEFAULT '',    -- empty: not on the platform, the union registers the answer
  problem       TEXT NOT NULL,
  basis         TEXT NOT NULL,
  ask           TEXT NOT NULL,
  contact       TEXT NOT NULL DEFAULT '',
  investigators TEXT NOT NULL DEFAULT '',
  workers       BIGINT NOT NULL DEFAULT 0,
  migrants      BIGINT NOT NULL DEFAULT 0,
  reply_by      TEXT NOT NULL,
  copied        BOOLEAN NOT NULL DEFAULT FALSE, -- organisations of enterprises are told that it waits for an answer, not what it says
  prior_id      TEXT NOT NULL DEFAULT '',
  next_id       TEXT NOT NULL DEFAULT '',
  document_id   TEXT NOT NULL DEFAULT '',
  reply         TEXT NOT NULL DEFAULT '',
  reply_kind    TEXT NOT NULL DEFAULT '' CHECK (reply_kind IN ('','done','plan','disagree','filed','not-filed')),
  replied_on    TEXT NOT NULL DEFAULT '',
  late          BOOLEAN NOT NULL DEFAULT FALSE,
  mend_by       TEXT NOT NULL DEFAULT '',
  verdict       TEXT NOT NULL DEFAULT '',
  recovered_fen BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX union_letter_employer ON union_letter (employer_org);

-- An employer's own check of how it employs (用工体检), a matter of the employer that nobody else sees. score is per cent.
CREATE TABLE employer_check (
  matter_id TEXT PRIMARY KEY REFERENCES matter(id),
  org_id    TEXT NOT NULL,
  taken_on  TEXT NOT NULL,
  answers   TEXT NOT NULL,
  score     BIGINT NOT NULL,
  level     TEXT NOT NULL CHECK (level IN ('low','middle','high')),
  shared    BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX employer_check_org ON employer_check (org_id, taken_on);
CREATE TABLE employer_check_item (
  id        TEXT PRIMARY KEY,
  matter_id TEXT NOT NULL REFERENCES matter(id),
  seq       BIGINT NOT NULL,
  code      TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('open','mended')),
  words     TEXT NOT NULL DEFAULT '',
  mended_on TEXT NOT NULL DEFAULT '',
  UNIQUE (matter_id, code)
);

-- An employer's pledge (信用承诺书), a matter of the employer; published only if it says so.
CREATE TABLE credit_pledge (
  matter_id   TEXT PRIMARY KEY REFERENCES matter(id),
  org_id      TEXT NOT NULL,
  items       TEXT NOT NULL,
  own_words   TEXT NOT NULL DEFAULT '',
  signer      TEXT NOT NULL,
  made_on     TEXT NOT NULL,
  until_on    TEXT NOT NULL,
  public      BOOLEAN NOT NULL DEFAULT FALSE,
  document_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX credit_pledge_org ON credit_pledge (org_id, made_on);

-- Training for employers, and who comes.
CREATE TABLE training_course (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL,
  org_name   TEXT NOT NULL,
  prefecture TEXT NOT NULL,
  title      TEXT NOT NULL,
  topics     TEXT NOT NULL,
  held_on    TEXT NOT NULL,
  hours      BIGINT NOT NULL,
  place      TEXT NOT NULL,
  seats      BIGINT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX training_course_place ON training_course (prefecture, held_on);
CREATE TABLE training_enrol (
  id         TEXT PRIMARY KEY,
  course_id  TEXT NOT NULL REFERENCES training_course(id),
  org_id     TEXT NOT NULL,
  org_name   TEXT NOT NULL,
  people     BIGINT NOT NULL,
  names      TEXT NOT NULL DEFAULT '',
  came       BIGINT NOT NULL DEFAULT -1,     -- -1: not signed in yet
  created_at BIGINT NOT NULL,
  UNIQUE (course_id, org_id)
);
CREATE INDEX training_enrol_org ON training_enrol (org_id);

-- The union's aid station: who came (来访登记), what was done for migrant workers (公益法律服务活动), and who watches at
-- which employer (劳动法律监督员). A visitor's telephone is encrypted.
CREATE TABLE union_visit (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL,
  visited_on TEXT NOT NULL,
  name       TEXT NOT NULL,
  phone_mask TEXT NOT NULL DEFAULT '',
  phone      BYTEA,
  migrant    BOOLEAN NOT NULL DEFAULT FALSE,
  topic      TEXT NOT NULL,
  words      TEXT NOT NULL,
  advice     TEXT NOT NULL,
  led_to     TEXT NOT NULL CHECK (led_to IN ('advice','negotiation','mediation','aid','inspection','letter')),
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX union_visit_org ON union_visit (org_id, visited_on);
CREATE TABLE union_activity (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL,
  held_on    TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('lecture','consult','checkup','rights','other')),
  place      TEXT NOT NULL,
  people     BIGINT NOT NULL,
  migrants   BIGINT NOT NULL,
  words      TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX union_activity_org ON union_activity (org_id, held_on);
CREATE TABLE union_supervisor (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL,
  name       TEXT NOT NULL,
  employer   TEXT NOT NULL,
  card       TEXT NOT NULL DEFAULT '',
  from_on    TEXT NOT NULL,
  until_on   TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX union_supervisor_org ON union_supervisor (org_id, until_on);

-- What an organisation of enterprises did for an employer (指导企业).
CREATE TABLE enterprise_guidance (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL,
  employer   TEXT NOT NULL,
  held_on    TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('negotiation','committee','compliance','letter','recommend')),
  words      TEXT NOT NULL,
  result     TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX enterprise_guidance_org ON enterprise_guidance (org_id, held_on);
