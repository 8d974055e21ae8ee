-- The account log becomes a chain: each entry carries its number, the hash of the one before it and its own. Entries made
-- before keep number 0; the first chained one answers for them.
ALTER TABLE account_event ADD COLUMN seq  BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account_event ADD COLUMN prev TEXT   NOT NULL DEFAULT '';
ALTER TABLE account_event ADD COLUMN hash TEXT   NOT NULL DEFAULT '';
CREATE UNIQUE INDEX account_event_seq ON account_event (seq) WHERE seq > 0;

-- Where the chain ends, so that a cut-off tail is seen.
CREATE TABLE account_head (
  id   BIGINT PRIMARY KEY CHECK (id = 1),
  seq  BIGINT NOT NULL,
  hash TEXT   NOT NULL
);
