-- Work that leaves the transaction: queued with the change itself, claimed with leases, retried, visible.
CREATE TABLE job (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  key         TEXT NOT NULL UNIQUE,       -- one row per cause; queuing again is no second job
  payload     TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('queued','running','done','dead')),
  run_at      BIGINT NOT NULL,
  attempts    BIGINT NOT NULL DEFAULT 0,
  lease_until BIGINT NOT NULL DEFAULT 0,
  lease_owner TEXT NOT NULL DEFAULT '',
  last_error  TEXT NOT NULL DEFAULT '',
  created_at  BIGINT NOT NULL,
  done_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX job_due ON job (state, run_at);

-- Repeated work: one row per schedule, leased, so that several instances run it once.
CREATE TABLE job_schedule (
  name        TEXT PRIMARY KEY,
  next_at     BIGINT NOT NULL,
  lease_until BIGINT NOT NULL DEFAULT 0,
  lease_owner TEXT NOT NULL DEFAULT '',
  last_at     BIGINT NOT NULL DEFAULT 0,
  last_error  TEXT NOT NULL DEFAULT ''
);
