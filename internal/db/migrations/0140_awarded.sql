-- What a decision that can be enforced awards, beside the agreed amount: an award, a judgment, an arbitral or judicial
-- statement, a payment order. -1 is none.
ALTER TABLE matter ADD COLUMN awarded_fen BIGINT NOT NULL DEFAULT -1 CHECK (awarded_fen >= -1);
ALTER TABLE matter ADD COLUMN awarded_by TEXT NOT NULL DEFAULT '';  -- which decision, such as 仲裁裁决 with its number
