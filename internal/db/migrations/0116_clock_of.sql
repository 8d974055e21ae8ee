-- The open time limits of one matter, in order: with the state in the index no engine is tempted to walk all that run anywhere.
DROP INDEX clock_matter;
CREATE INDEX clock_of ON clock (matter_id, state, warn_on, id);
