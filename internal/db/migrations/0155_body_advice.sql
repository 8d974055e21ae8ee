-- The recommendations of arbitration commissions and courts (仲裁建议书、司法建议书) are letters to employers like the union's: two more
-- grades. A CHECK cannot be changed on SQLite, so the table is made again.
CREATE TABLE union_letter_2 (
  matter_id     TEXT PRIMARY KEY REFERENCES matter(id),
  grade         TEXT NOT NULL CHECK (grade IN ('tip','opinion','suggestion','arb-advice','court-advice')),
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
INSERT INTO union_letter_2 (matter_id, grade, employer, employer_org, receiver, receiver_org, problem, basis, ask, contact, investigators, workers, migrants, reply_by, copied, prior_id, next_id, document_id, reply, reply_kind, replied_on, late, mend_by, verdict, recovered_fen)
  SELECT matter_id, grade, employer, employer_org, receiver, receiver_org, problem, basis, ask, contact, investigators, workers, migrants, reply_by, copied, prior_id, next_id, document_id, reply, reply_kind, replied_on, late, mend_by, verdict, recovered_fen FROM union_letter;
DROP TABLE union_letter;
ALTER TABLE union_letter_2 RENAME TO union_letter;
CREATE INDEX union_letter_employer ON union_letter (employer_org);
CREATE INDEX union_letter_receiver ON union_letter (receiver_org);
