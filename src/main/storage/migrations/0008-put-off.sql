-- How the session was put off last, as the relay has it, and the place of what was said last in it, which ends that.
ALTER TABLE session ADD COLUMN later_json TEXT;
ALTER TABLE session ADD COLUMN said_up_to INTEGER NOT NULL DEFAULT 0;
UPDATE session SET said_up_to = coalesce(json_extract(preview_json, '$.seq'), 0);

-- What a person here has put off, or taken up again (`later_json` is null), and the relay has not answered for. It is sent in this order.
CREATE TABLE later_request (
  position INTEGER PRIMARY KEY,
  entry_id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  later_json TEXT
) STRICT;
