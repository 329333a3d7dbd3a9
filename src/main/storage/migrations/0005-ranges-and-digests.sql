-- A thread is held in parts, which neither overlap nor touch: what lies between two of them is known to be missing.
CREATE TABLE range (
  thread_id INTEGER NOT NULL REFERENCES thread (thread_id) ON DELETE CASCADE,
  from_seq INTEGER NOT NULL CHECK (from_seq >= 1),
  up_to_seq INTEGER NOT NULL CHECK (up_to_seq >= from_seq),
  PRIMARY KEY (thread_id, from_seq)
) STRICT, WITHOUT ROWID;
INSERT INTO range (thread_id, from_seq, up_to_seq) SELECT thread_id, 1, held_up_to FROM thread WHERE held_up_to > 0;

-- What the list says of a session comes from the relay's digest or from entries: it has everything in it up to here.
ALTER TABLE thread RENAME COLUMN held_up_to TO folded_up_to;
-- Whether what is held has still to be compared with the relay, which says that it has another past.
ALTER TABLE thread ADD COLUMN is_doubted INTEGER NOT NULL DEFAULT 0 CHECK (is_doubted IN (0, 1));
-- Not listed: somebody visits it, and it goes with its tab.
ALTER TABLE session ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 1 CHECK (is_listed IN (0, 1));

-- What was said later of a message is found without reading all that lies between.
CREATE INDEX amendment ON entry (thread_id, json_extract(body_json, '$.targetSeq'), seq)
  WHERE kind IN ('edit', 'redaction', 'reaction');
