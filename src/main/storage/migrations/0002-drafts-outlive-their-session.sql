-- What somebody has begun to write goes when they send or clear it, and not because a list of sessions lacked its session.
CREATE TABLE kept_draft (
  session_id TEXT NOT NULL,
  thread TEXT NOT NULL CHECK (thread IN ('care', 'staff')),
  text TEXT NOT NULL,
  PRIMARY KEY (session_id, thread)
) STRICT, WITHOUT ROWID;
INSERT INTO kept_draft (session_id, thread, text) SELECT session_id, thread, text FROM draft;
DROP TABLE draft;
ALTER TABLE kept_draft RENAME TO draft;
