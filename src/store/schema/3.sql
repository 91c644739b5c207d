-- How often people are asked to look: what exceptions went through, by time.
CREATE INDEX journal_exceptions ON journal (at, kind) WHERE kind >= 'exception.' AND kind < 'exception/';

-- Signals from outside, what is waited for, and who listens.

-- `name`, `case_id`, `at` are what triggers look for; `standing`: judged, waits, held (its file is not whole yet).
CREATE TABLE signals (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  case_id  TEXT,
  at       INTEGER NOT NULL,
  data     TEXT NOT NULL,
  standing TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX signals_case ON signals (case_id, name, at, id);
CREATE INDEX signals_name ON signals (name, at, id);
CREATE INDEX signals_time ON signals (at, id);
CREATE INDEX signals_waiting ON signals (standing, at, id) WHERE standing <> 'judged';

CREATE TABLE watches (
  id      INTEGER PRIMARY KEY,
  sop     TEXT NOT NULL,
  case_id TEXT,
  is_open INTEGER NOT NULL,
  due     INTEGER NOT NULL,
  row     TEXT NOT NULL
) STRICT;
CREATE INDEX watches_open ON watches (sop, case_id, id) WHERE is_open = 1;
CREATE INDEX watches_case ON watches (case_id, id) WHERE case_id IS NOT NULL;

-- What SOPs in force have to be told of: names of signals, and kinds of facts.
CREATE TABLE listens (
  name TEXT NOT NULL,
  sop  TEXT NOT NULL,
  PRIMARY KEY (name, sop)
) STRICT, WITHOUT ROWID;

ALTER TABLE floor ADD COLUMN last_watch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE floor ADD COLUMN unjudged INTEGER;

-- Everything known about a case, in order.
CREATE INDEX journal_case ON journal (case_id, seq) WHERE case_id IS NOT NULL;
