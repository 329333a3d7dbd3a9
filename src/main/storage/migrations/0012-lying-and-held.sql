-- Until when (relay time, ms) a message lies here and can be taken back; null: it may go. The entry up to which its writer can have known its thread; null: of one that was
-- written before this was noted, which goes unasked. The entry of somebody else for which it is held until its writer has answered; null: it is not.
ALTER TABLE outbox ADD COLUMN release_at_ms INTEGER;
ALTER TABLE outbox ADD COLUMN heard_up_to INTEGER;
ALTER TABLE outbox ADD COLUMN held_by_seq INTEGER;
