-- Files of this person that are in a draft, or in an unsent message (`entry_id`). The content lies encrypted beside this file, under `content_id`; its key is
-- here alone, so that it is gone with the row. `size_json`: of a picture. `attachment_json`: what the relay calls it, once it is whole there.
CREATE TABLE own_file (
  file_id TEXT NOT NULL PRIMARY KEY,
  session_id TEXT NOT NULL,
  thread TEXT NOT NULL CHECK (thread IN ('care', 'staff')),
  entry_id TEXT,
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  size_json TEXT,
  content_key BLOB NOT NULL,
  staged_at_ms INTEGER NOT NULL,
  upload_id TEXT,
  attachment_json TEXT,
  state_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX own_file_of_draft ON own_file (session_id, thread, place) WHERE entry_id IS NULL;
CREATE INDEX own_file_of_message ON own_file (entry_id, place) WHERE entry_id IS NOT NULL;

-- Files of logged messages whose content is here: it came from the relay, or went there from here. They go with their entry.
CREATE TABLE held_file (
  attachment_id TEXT NOT NULL PRIMARY KEY,
  thread_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  content_id TEXT NOT NULL,
  content_key BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX held_file_of_entry ON held_file (thread_id, seq);

-- Contents whose key is gone: what lies beside this file under these names is to be removed.
CREATE TABLE gone_content (
  content_id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TRIGGER own_files_of_message_go AFTER DELETE ON outbox BEGIN
  DELETE FROM own_file WHERE entry_id = OLD.entry_id;
END;
CREATE TRIGGER content_of_own_file_goes AFTER DELETE ON own_file
  WHEN NOT EXISTS (SELECT 1 FROM held_file WHERE content_id = OLD.file_id) BEGIN
  INSERT INTO gone_content (content_id) VALUES (OLD.file_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER files_of_entry_go AFTER DELETE ON entry BEGIN
  DELETE FROM held_file WHERE thread_id = OLD.thread_id AND seq = OLD.seq;
END;
CREATE TRIGGER files_of_redacted_go AFTER UPDATE OF body_json ON entry
  WHEN json_extract(NEW.body_json, '$.attachments') IS NULL BEGIN
  DELETE FROM held_file WHERE thread_id = NEW.thread_id AND seq = NEW.seq;
END;
CREATE TRIGGER content_of_held_file_goes AFTER DELETE ON held_file
  WHEN NOT EXISTS (SELECT 1 FROM own_file WHERE file_id = OLD.content_id) BEGIN
  INSERT INTO gone_content (content_id) VALUES (OLD.content_id) ON CONFLICT DO NOTHING;
END;
