-- An employer files its own mediation committee (企业调解委员会备案) with the county; once checked the committee is an organisation that
-- can take cases. Members are named one a line.
CREATE TABLE committee_filing (
  matter_id     TEXT PRIMARY KEY REFERENCES matter(id),
  org_id        TEXT NOT NULL,
  name          TEXT NOT NULL,
  word          TEXT NOT NULL,
  director      TEXT NOT NULL,
  director_from TEXT NOT NULL CHECK (director_from IN ('union','elected')),
  workers       TEXT NOT NULL,
  managers      TEXT NOT NULL,
  set_on        TEXT NOT NULL,
  address       TEXT NOT NULL DEFAULT '',
  phone         TEXT NOT NULL DEFAULT '',
  why           TEXT NOT NULL DEFAULT '', -- what is to be put right, when it was sent back
  committee_id  TEXT NOT NULL DEFAULT ''  -- the organisation that came of it
);
CREATE INDEX committee_filing_org ON committee_filing (org_id);
