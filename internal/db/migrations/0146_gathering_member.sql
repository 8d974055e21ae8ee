-- A member of a joint application counts once a code sent to the full telephone number came back; the browser that
-- brought it keeps a token, of which only the blind index is here.
ALTER TABLE gathering_member ADD COLUMN verified_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE gathering_member ADD COLUMN token_hash TEXT NOT NULL DEFAULT '';
UPDATE gathering_member SET verified_at=created_at;
