-- Procedures that are read again, holidays that run out, and work that waits for other work.

ALTER TABLE sops ADD COLUMN review INTEGER;
ALTER TABLE floor ADD COLUMN holidays_end INTEGER;

-- When a SOP was done last.
CREATE INDEX runs_done ON runs (sop, ended) WHERE state = 'done';
