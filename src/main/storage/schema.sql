-- Generated from the migrations; a test compares the two.

CREATE TABLE "draft" (
  session_id TEXT NOT NULL,
  thread TEXT NOT NULL CHECK (thread IN ('care', 'staff')),
  text TEXT NOT NULL,
  PRIMARY KEY (session_id, thread)
) STRICT, WITHOUT ROWID;

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

CREATE VIRTUAL TABLE entry_words USING fts5(tokens, content = '', detail = none, columnsize = 0, tokenize = 'ascii');

CREATE TABLE later_request (
  position INTEGER PRIMARY KEY,
  entry_id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  later_json TEXT
) STRICT;

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
, amendment_json TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE range (
  thread_id INTEGER NOT NULL REFERENCES thread (thread_id) ON DELETE CASCADE,
  from_seq INTEGER NOT NULL CHECK (from_seq >= 1),
  up_to_seq INTEGER NOT NULL CHECK (up_to_seq >= from_seq),
  PRIMARY KEY (thread_id, from_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE reached_step (
  step_id INTEGER PRIMARY KEY,
  thread_id INTEGER NOT NULL REFERENCES thread (thread_id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  delivered_from INTEGER NOT NULL,
  delivered_up_to INTEGER NOT NULL CHECK (delivered_up_to >= delivered_from),
  read_from INTEGER NOT NULL,
  read_up_to INTEGER NOT NULL CHECK (read_up_to >= read_from)
) STRICT;

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
, is_listed INTEGER NOT NULL DEFAULT 1 CHECK (is_listed IN (0, 1)), later_json TEXT, said_up_to INTEGER NOT NULL DEFAULT 0, claimed_by TEXT, dispute_json TEXT, escalation_json TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE thread (
  thread_id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session (session_id) ON DELETE CASCADE,
  thread TEXT NOT NULL CHECK (thread IN ('care', 'staff')),
  folded_up_to INTEGER NOT NULL DEFAULT 0,
  head_seq INTEGER NOT NULL DEFAULT 0,
  read_up_to INTEGER NOT NULL DEFAULT 0,
  unread_count INTEGER NOT NULL DEFAULT 0, reached_delivered_up_to INTEGER NOT NULL DEFAULT 0, reached_read_up_to INTEGER NOT NULL DEFAULT 0, is_doubted INTEGER NOT NULL DEFAULT 0 CHECK (is_doubted IN (0, 1)),
  UNIQUE (session_id, thread)
) STRICT;

CREATE TABLE watermark (
  thread_id INTEGER NOT NULL REFERENCES thread (thread_id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  delivered_up_to INTEGER NOT NULL,
  read_up_to INTEGER NOT NULL,
  PRIMARY KEY (thread_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE word (
  word TEXT NOT NULL PRIMARY KEY,
  row_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE word_row (
  row_id INTEGER PRIMARY KEY,
  thread_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  UNIQUE (thread_id, seq)
) STRICT;

CREATE INDEX amendment ON entry (thread_id, json_extract(body_json, '$.targetSeq'), seq)
  WHERE kind IN ('edit', 'redaction', 'reaction');

CREATE INDEX reached_step_of_thread ON reached_step (thread_id, step_id);
