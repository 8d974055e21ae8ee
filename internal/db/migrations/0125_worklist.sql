-- The work list is one walk along an index: by organisation, holder or division, open first, then by the next time limit.
-- due_sort is due_on, or a day after all others where there is none, so that the index has the order of the list.
ALTER TABLE matter ADD COLUMN due_sort TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE matter SET due_sort = due_on WHERE due_on <> '';
DROP INDEX matter_org;
DROP INDEX matter_holder;
DROP INDEX matter_county;
DROP INDEX matter_prefecture;
DROP INDEX matter_province;
CREATE INDEX matter_org ON matter (org_id, open, due_sort, id);
CREATE INDEX matter_holder ON matter (holder, open, due_sort, id);
CREATE INDEX matter_county ON matter (county, open, due_sort, id);
CREATE INDEX matter_prefecture ON matter (prefecture, open, due_sort, id);
CREATE INDEX matter_province ON matter (province, open, due_sort, id);
-- What one person or nobody holds is a small part of a big organisation. It is no partial index: SQLite would compile every
-- statement that compares the holder with a parameter anew each time.
CREATE INDEX matter_org_holder ON matter (org_id, open, holder, due_sort, id);
