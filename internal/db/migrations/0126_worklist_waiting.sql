-- What waits for the other side is counted along the index of the list, without a look at each row.
DROP INDEX matter_org;
DROP INDEX matter_county;
DROP INDEX matter_prefecture;
DROP INDEX matter_province;
CREATE INDEX matter_org ON matter (org_id, open, due_sort, id, waiting_for);
CREATE INDEX matter_county ON matter (county, open, due_sort, id, waiting_for);
CREATE INDEX matter_prefecture ON matter (prefecture, open, due_sort, id, waiting_for);
CREATE INDEX matter_province ON matter (province, open, due_sort, id, waiting_for);
