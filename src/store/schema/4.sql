-- What agents are to lay out, and laid out.
CREATE TABLE preparations (
  id       INTEGER PRIMARY KEY,
  standing TEXT NOT NULL,
  agent    TEXT NOT NULL,
  run      INTEGER NOT NULL,
  sop      TEXT NOT NULL,
  step     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  row      TEXT NOT NULL
) STRICT;
CREATE INDEX preparations_waiting ON preparations (standing, id) WHERE standing IN ('waiting', 'claimed');
CREATE INDEX preparations_run ON preparations (run, id);
CREATE INDEX preparations_agent ON preparations (agent, id);
CREATE INDEX preparations_count ON preparations (agent, standing);

-- Decisions asked of people.
CREATE TABLE approvals (
  id       INTEGER PRIMARY KEY,
  standing TEXT NOT NULL,
  agent    TEXT NOT NULL,
  run      INTEGER NOT NULL,
  sop      TEXT NOT NULL,
  step     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  until    INTEGER NOT NULL,
  case_id  TEXT,
  row      TEXT NOT NULL
) STRICT;
CREATE INDEX approvals_open ON approvals (standing, until, id) WHERE standing IN ('pending', 'review');
CREATE INDEX approvals_run ON approvals (run, id);
CREATE INDEX approvals_kind ON approvals (sop, step, id);
CREATE INDEX approvals_agent ON approvals (agent, id);
CREATE INDEX approvals_count ON approvals (agent, standing);

-- What is done, or was, to the outside world.
CREATE TABLE actions (
  id       INTEGER PRIMARY KEY,
  standing TEXT NOT NULL,
  agent    TEXT NOT NULL,
  run      INTEGER NOT NULL,
  sop      TEXT NOT NULL,
  step     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  row      TEXT NOT NULL
) STRICT;
CREATE INDEX actions_open ON actions (standing, id)
  WHERE standing IN ('approved', 'held', 'claimed', 'running', 'unknown');
CREATE INDEX actions_run ON actions (run, id);
CREATE INDEX actions_agent ON actions (agent, id);
CREATE INDEX actions_count ON actions (agent, standing);

-- Where steps that agents work in stand.
CREATE TABLE rollouts (
  id    TEXT PRIMARY KEY,
  agent TEXT NOT NULL,
  row   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE floor ADD COLUMN last_preparation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE floor ADD COLUMN last_approval INTEGER NOT NULL DEFAULT 0;
ALTER TABLE floor ADD COLUMN last_action INTEGER NOT NULL DEFAULT 0;
-- Who stands still, and whose rights are lent: JSON.
ALTER TABLE floor ADD COLUMN paused TEXT NOT NULL DEFAULT '{"all":false,"agents":[]}';
ALTER TABLE floor ADD COLUMN delegations TEXT NOT NULL DEFAULT '[]';
-- Sources outside, as facts say they stand; and what is known of their reads that changes nothing: kept beside the facts,
-- and not derived from them.
CREATE TABLE sources (
  id  TEXT PRIMARY KEY,
  row TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE reads (
  source TEXT PRIMARY KEY,
  row    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Watches whose time is up, and that wait for a source.
ALTER TABLE watches ADD COLUMN held TEXT;
CREATE INDEX watches_held ON watches (held, due, id) WHERE held IS NOT NULL;

-- Notices may be about a decision that is asked.
ALTER TABLE notices ADD COLUMN approval INTEGER;
CREATE INDEX notices_approval ON notices (approval, id) WHERE approval IS NOT NULL;
