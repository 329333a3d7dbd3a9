-- When this user's messages in a thread came further while this console watched: those after `..._from` up to `..._up_to`, by the relay's clock.
-- What was learnt afterwards, by catching up, has no row: nobody here knows when it was.
CREATE TABLE reached_step (
  step_id INTEGER PRIMARY KEY,
  thread_id INTEGER NOT NULL REFERENCES thread (thread_id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  delivered_from INTEGER NOT NULL,
  delivered_up_to INTEGER NOT NULL CHECK (delivered_up_to >= delivered_from),
  read_from INTEGER NOT NULL,
  read_up_to INTEGER NOT NULL CHECK (read_up_to >= read_from)
) STRICT;
CREATE INDEX reached_step_of_thread ON reached_step (thread_id, step_id);
