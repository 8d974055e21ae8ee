-- Complaints about mediators and poor ratings (投诉、不满意评价): a matter of its own, held by somebody who is not the mediator.
CREATE TABLE complaint (
  matter_id    TEXT PRIMARY KEY REFERENCES matter(id),
  about_matter TEXT NOT NULL REFERENCES matter(id),
  about_id     TEXT NOT NULL DEFAULT '',   -- the mediator
  about_name   TEXT NOT NULL DEFAULT '',
  party_id     TEXT NOT NULL,              -- who complains; a party of the mediation
  origin       TEXT NOT NULL CHECK (origin IN ('complaint','rating')),
  ground       TEXT NOT NULL DEFAULT '',
  words        TEXT NOT NULL DEFAULT '',
  upheld       TEXT NOT NULL DEFAULT '' CHECK (upheld IN ('','yes','partly','no')),
  answer       TEXT NOT NULL DEFAULT '',
  answered_on  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX complaint_about ON complaint (about_matter);
