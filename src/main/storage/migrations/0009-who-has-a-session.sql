-- What decides who may do what with a session: who has taken it on, and what support was asked for. JSON as the relay has it; null: nobody, nothing.
ALTER TABLE session ADD COLUMN claimed_by TEXT;
ALTER TABLE session ADD COLUMN dispute_json TEXT;
ALTER TABLE session ADD COLUMN escalation_json TEXT;
-- Of the sessions that are here it is not known yet: the relay is asked for all of them again.
DELETE FROM setting WHERE name = 'syncToken';
