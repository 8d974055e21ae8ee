-- No mediator and no room is booked twice (不重复占用), whoever writes the row: the database itself refuses.
-- engine sqlite
CREATE TRIGGER hearing_booked_insert BEFORE INSERT ON hearing WHEN NEW.state='planned' AND EXISTS (SELECT 1 FROM hearing h WHERE h.state='planned' AND h.id<>NEW.id AND h.starts_at<NEW.ends_at AND h.ends_at>NEW.starts_at AND (h.mediator_id=NEW.mediator_id OR (NEW.room_id<>'' AND h.room_id=NEW.room_id))) BEGIN SELECT RAISE(ABORT, 'double booking'); END;
CREATE TRIGGER hearing_booked_update BEFORE UPDATE OF mediator_id, room_id, starts_at, ends_at, state ON hearing WHEN NEW.state='planned' AND EXISTS (SELECT 1 FROM hearing h WHERE h.state='planned' AND h.id<>NEW.id AND h.starts_at<NEW.ends_at AND h.ends_at>NEW.starts_at AND (h.mediator_id=NEW.mediator_id OR (NEW.room_id<>'' AND h.room_id=NEW.room_id))) BEGIN SELECT RAISE(ABORT, 'double booking'); END;
-- engine postgres
CREATE FUNCTION hearing_booked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state='planned' THEN PERFORM pg_advisory_xact_lock(hashtextextended('mediator:'||NEW.mediator_id, 0)); IF NEW.room_id<>'' THEN PERFORM pg_advisory_xact_lock(hashtextextended('room:'||NEW.room_id, 0)); END IF; IF EXISTS (SELECT 1 FROM hearing h WHERE h.state='planned' AND h.id<>NEW.id AND h.starts_at<NEW.ends_at AND h.ends_at>NEW.starts_at AND (h.mediator_id=NEW.mediator_id OR (NEW.room_id<>'' AND h.room_id=NEW.room_id))) THEN RAISE EXCEPTION 'double booking'; END IF; END IF; RETURN NEW; END $$;
CREATE TRIGGER hearing_booked BEFORE INSERT OR UPDATE ON hearing FOR EACH ROW EXECUTE FUNCTION hearing_booked();
-- engine both
CREATE INDEX hearing_org ON hearing (org_id, starts_at);

-- Hours in which a mediator cannot be booked (不能安排的时间).
CREATE TABLE agenda_block (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,
  org_id     TEXT NOT NULL,
  starts_at  BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL,
  note       TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX agenda_block_user ON agenda_block (user_id, ends_at);

-- Subscriptions (日历订阅): whoever has the address reads the sessions of one mediator, room or organisation, without names.
CREATE TABLE agenda_feed (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,               -- whose subscription
  org_id     TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('user','room','org')),
  subject_id TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX agenda_feed_user ON agenda_feed (user_id, ended_at);
