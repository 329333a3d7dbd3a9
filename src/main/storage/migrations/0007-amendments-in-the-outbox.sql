-- What an own request says of an earlier message: an edit, a redaction or a reaction. Null for a message; then `text` and `reply_to_id` are its own.
ALTER TABLE outbox ADD COLUMN amendment_json TEXT;
