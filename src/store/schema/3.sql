-- How often people are asked to look: what exceptions went through, by time.
CREATE INDEX journal_exceptions ON journal (at, kind) WHERE kind >= 'exception.' AND kind < 'exception/';

-- Signals from outside, what is waited for, and who listens.

-- `name`, `case_id`, `at` are what triggers look for. `lot`: none where it was judged; 0 where it waits its turn; else the
-- lot of files that it came in: it waits once that is whole, and until then is held.
CREATE TABLE signals (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  case_id  TEXT,
  at       INTEGER NOT NULL,
  data     TEXT NOT NULL,
  lot      INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX signals_case ON signals (case_id, name, at, id);
CREATE INDEX signals_name ON signals (name, at, id);
CREATE INDEX signals_time ON signals (at, id);
CREATE INDEX signals_waiting ON signals (lot, at, id) WHERE lot IS NOT NULL;

-- How many lots of files are whole: one step lets them all be judged, however many they are.
CREATE TABLE lots (
  id    INTEGER PRIMARY KEY,
  whole INTEGER NOT NULL
) STRICT;

-- `trigger`: of `version`. `is_unanswered`: breached, and what was wanted never came.
CREATE TABLE watches (
  id            INTEGER PRIMARY KEY,
  sop           TEXT NOT NULL,
  version       TEXT NOT NULL,
  "trigger"     INTEGER,
  case_id       TEXT,
  is_open       INTEGER NOT NULL,
  is_unanswered INTEGER NOT NULL,
  due           INTEGER NOT NULL,
  row           TEXT NOT NULL
) STRICT;
CREATE INDEX watches_open ON watches (sop, case_id, id) WHERE is_open = 1;
CREATE INDEX watches_due ON watches (case_id, due, id) WHERE is_open = 1;
CREATE INDEX watches_time ON watches (due, id) WHERE is_open = 1;
CREATE INDEX watches_trigger ON watches (sop, version, "trigger", id) WHERE is_open = 1 AND "trigger" IS NOT NULL;
CREATE INDEX watches_unanswered ON watches (sop, case_id, id) WHERE is_unanswered = 1;
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

-- What panels order and filter by, and which card hides which; `checks`: resolved, and a second person is to look;
-- `quiet`: put off or hidden.
ALTER TABLE exceptions ADD COLUMN case_id TEXT;
ALTER TABLE exceptions ADD COLUMN respond_by INTEGER;
ALTER TABLE exceptions ADD COLUMN parent INTEGER;
ALTER TABLE exceptions ADD COLUMN hides INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exceptions ADD COLUMN checks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exceptions ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
CREATE INDEX exceptions_urgent ON exceptions (quiet, severity DESC, respond_by, raised, id) WHERE is_open = 1;
DROP INDEX exceptions_open;
CREATE INDEX exceptions_status ON exceptions (status) WHERE is_open = 1;
CREATE INDEX exceptions_hide ON exceptions (id) WHERE hides = 1;
CREATE INDEX exceptions_parent ON exceptions (parent, id) WHERE parent IS NOT NULL;
CREATE INDEX exceptions_case ON exceptions (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX exceptions_checks ON exceptions (id) WHERE checks = 1;
CREATE INDEX exceptions_open_of_sop ON exceptions (sop, id) WHERE is_open = 1 AND status = 'open';

-- Since when watches of a SOP that nobody waits for any more are withdrawn bit by bit.
ALTER TABLE sops ADD COLUMN ending INTEGER;

-- Messages to people who are at no board.
CREATE TABLE notices (
  id        INTEGER PRIMARY KEY,
  standing  TEXT NOT NULL,
  address   TEXT NOT NULL,
  requested INTEGER NOT NULL,
  tried     INTEGER,
  exception INTEGER,
  run       INTEGER,
  row       TEXT NOT NULL
) STRICT;
CREATE INDEX notices_waiting ON notices (standing, id) WHERE standing IN ('ready', 'sending');
CREATE INDEX notices_address ON notices (address, tried) WHERE tried IS NOT NULL;
CREATE INDEX notices_requested ON notices (requested, id);
CREATE INDEX notices_exception ON notices (exception, id) WHERE exception IS NOT NULL;
CREATE INDEX notices_run ON notices (run, id) WHERE run IS NOT NULL;
ALTER TABLE floor ADD COLUMN last_notice INTEGER NOT NULL DEFAULT 0;

-- Open work of a case is found by it.
ALTER TABLE runs ADD COLUMN case_id TEXT;
UPDATE runs SET case_id = row ->> '$.case';
CREATE INDEX runs_case ON runs (case_id, id) WHERE case_id IS NOT NULL;

-- Facts that a trigger counted and that are not used up. `name` tells them apart; from `gone` on they count for nothing.
CREATE TABLE counted (
  sop   TEXT NOT NULL,
  tally TEXT NOT NULL,
  grp   TEXT NOT NULL,
  name  TEXT NOT NULL,
  gone  INTEGER NOT NULL,
  run   INTEGER,
  step  TEXT,
  row   TEXT NOT NULL,
  PRIMARY KEY (sop, tally, grp, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_gone ON counted (sop, tally, gone);
CREATE INDEX counted_step ON counted (run, step) WHERE run IS NOT NULL;

-- What conditions look for over all cases, of SOPs in force: which fields of which signals; and every value that was told
-- there, written so that equal ones are equal. Kept for those fields alone.
CREATE TABLE sought (
  sop   TEXT NOT NULL,
  name  TEXT NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY (sop, name, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX sought_name ON sought (name, field);
CREATE TABLE sighted (
  name   TEXT NOT NULL,
  field  TEXT NOT NULL,
  value  TEXT NOT NULL,
  at     INTEGER NOT NULL,
  signal TEXT NOT NULL,
  PRIMARY KEY (name, field, value, at, signal)
) STRICT, WITHOUT ROWID;
