-- How often people are asked to look: what exceptions went through, by time.
CREATE INDEX journal_exceptions ON journal (at, kind) WHERE kind >= 'exception.' AND kind < 'exception/';
