-- What is to be followed up in the session, as the relay has it.
ALTER TABLE session ADD COLUMN follow_ups_json TEXT;

-- What a person here has set or changed of that, and the relay has not answered for, in the order of sending. What it has refused for good (`failure_json`) is kept until the person
-- has seen it.
CREATE TABLE follow_up_request (
  position INTEGER PRIMARY KEY,
  entry_id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  asked_at_ms INTEGER NOT NULL,
  change_json TEXT NOT NULL,
  failure_json TEXT
) STRICT;
