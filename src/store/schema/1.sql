-- Instants are microseconds of UTC; business dates are `2026-11-21`; hashes of versions and bodies are lower-case hex.

-- Fixed when the store was made, but for `test`. Not derived.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The record. Everything below it is derived, but for `bodies`, `requests` and the plan's timers.
CREATE TABLE journal (
  seq           INTEGER PRIMARY KEY,
  site          TEXT NOT NULL,
  at            INTEGER NOT NULL,
  effective     INTEGER,
  business_date TEXT NOT NULL,
  actor         TEXT NOT NULL,
  via           TEXT NOT NULL,
  terminal      TEXT,
  kind          TEXT NOT NULL,
  version       INTEGER NOT NULL,
  subject       TEXT NOT NULL,
  case_id       TEXT,
  request       TEXT,
  data          TEXT NOT NULL,
  previous      BLOB NOT NULL,
  hash          BLOB NOT NULL
) STRICT;
CREATE INDEX journal_subject ON journal (subject);
CREATE INDEX journal_date ON journal (business_date);
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_not_cut BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Texts beside the journal. Redaction deletes the row; the chain holds the hash.
CREATE TABLE bodies (
  hash TEXT PRIMARY KEY,
  salt BLOB NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What accepted commands were sent as, and the lines of the journal that answered them. Kept for ever.
CREATE TABLE requests (
  id      TEXT PRIMARY KEY,
  command BLOB NOT NULL,
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: what the site as a whole stands at.
CREATE TABLE floor (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  config         TEXT,
  last_run       INTEGER NOT NULL,
  last_exception INTEGER NOT NULL,
  epoch          INTEGER NOT NULL,
  clock_held     INTEGER,
  down_from      INTEGER,
  down_to        INTEGER
) STRICT;

-- Every text that was ever in force.
CREATE TABLE versions (
  hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (hash, kind, name)
) STRICT, WITHOUT ROWID;

-- Lists in force.
CREATE TABLE lists (
  id   TEXT PRIMARY KEY,
  hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sops (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL,
  status     TEXT NOT NULL,
  cursor     INTEGER NOT NULL,
  recurrence TEXT
) STRICT, WITHOUT ROWID;

-- `row` is the whole of it; the columns are what panels and timers look for.
CREATE TABLE runs (
  id            INTEGER PRIMARY KEY,
  sop           TEXT NOT NULL,
  state         TEXT NOT NULL,
  is_open       INTEGER NOT NULL,
  by_hand       INTEGER NOT NULL,
  business_date TEXT NOT NULL,
  due           INTEGER NOT NULL,
  ended         INTEGER,
  row           TEXT NOT NULL
) STRICT;
CREATE INDEX runs_open ON runs (due, id) WHERE is_open = 1;
CREATE INDEX runs_open_of_sop ON runs (sop, id) WHERE is_open = 1;
CREATE INDEX runs_of_sop ON runs (sop, business_date);
CREATE INDEX runs_date ON runs (business_date);
CREATE INDEX runs_ended ON runs (ended) WHERE is_open = 0;
CREATE INDEX runs_by_hand ON runs (id) WHERE by_hand = 1;

CREATE TABLE exceptions (
  id       INTEGER PRIMARY KEY,
  grp      TEXT NOT NULL,
  status   TEXT NOT NULL,
  is_open  INTEGER NOT NULL,
  severity INTEGER NOT NULL,
  raised   INTEGER NOT NULL,
  sop      TEXT,
  run      INTEGER,
  owner    TEXT,
  row      TEXT NOT NULL
) STRICT;
CREATE INDEX exceptions_open ON exceptions (severity DESC, raised, id) WHERE is_open = 1;
CREATE INDEX exceptions_group ON exceptions (grp, id);
CREATE INDEX exceptions_run ON exceptions (run) WHERE run IS NOT NULL;
CREATE INDEX exceptions_sop ON exceptions (sop, id) WHERE sop IS NOT NULL;

-- Keys of what fired, or was settled otherwise. Firing is the insert.
CREATE TABLE occurrences (
  key TEXT PRIMARY KEY,
  sop TEXT NOT NULL,
  run INTEGER
) STRICT, WITHOUT ROWID;

-- Everything that depends on time. The key is the order in which the engine takes them.
CREATE TABLE timers (
  due_at  INTEGER NOT NULL,
  kind    INTEGER NOT NULL,
  class   INTEGER NOT NULL,
  number  INTEGER NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (due_at, kind, class, number, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_subject ON timers (subject);
