-- A session as the relay describes it, and what this console derives from its care thread while entries arrive.
CREATE TABLE session (
  session_id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  patient_json TEXT,
  participants_json TEXT NOT NULL,
  owed_since_ms INTEGER,
  last_activity_at_ms INTEGER NOT NULL,
  preview_json TEXT
) STRICT, WITHOUT ROWID;

-- A thread this user may read. `held_up_to` is the cursor: every entry up to it is here. `head_seq` is the newest there is.
-- `read_up_to` is how far this user has read it on any console, also when the relay has not heard of it yet.
CREATE TABLE thread (
  thread_id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session (session_id) ON DELETE CASCADE,
  thread TEXT NOT NULL CHECK (thread IN ('care', 'staff')),
  held_up_to INTEGER NOT NULL DEFAULT 0,
  head_seq INTEGER NOT NULL DEFAULT 0,
  read_up_to INTEGER NOT NULL DEFAULT 0,
  unread_count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (session_id, thread)
) STRICT;

-- The log. Clustered by place, so that a page of a thread is one seek.
CREATE TABLE entry (
  thread_id INTEGER NOT NULL REFERENCES thread (thread_id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  sender_id TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  sender_role TEXT NOT NULL,
  kind TEXT NOT NULL,
  body_json TEXT NOT NULL,
  PRIMARY KEY (thread_id, seq)
) STRICT, WITHOUT ROWID;

-- Own messages that the relay has not acknowledged. A row is the message: it outlives its session. `position` is the order
-- of sending. `outcome` is that of the last attempt, and says `unknown` from before the attempt until its answer.
CREATE TABLE outbox (
  entry_id TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  thread TEXT NOT NULL CHECK (thread IN ('care', 'staff')),
  text TEXT NOT NULL,
  reply_to_id TEXT,
  queued_at_ms INTEGER NOT NULL,
  attempt_count INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT 'none' CHECK (outcome IN ('none', 'unknown', 'refused')),
  failure_kind TEXT,
  failure_message TEXT
) STRICT, WITHOUT ROWID;

-- Watermarks as the relay last told them, this user's own included.
CREATE TABLE watermark (
  thread_id INTEGER NOT NULL REFERENCES thread (thread_id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  delivered_up_to INTEGER NOT NULL,
  read_up_to INTEGER NOT NULL,
  PRIMARY KEY (thread_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  session_id TEXT NOT NULL REFERENCES session (session_id) ON DELETE CASCADE,
  thread TEXT NOT NULL CHECK (thread IN ('care', 'staff')),
  text TEXT NOT NULL,
  PRIMARY KEY (session_id, thread)
) STRICT, WITHOUT ROWID;

-- One row per thing that there is once: account, refresh token, settings, workspace.
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
