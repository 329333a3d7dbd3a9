-- Until now the end of a session stopped the clock of its patient: what is owed by the log is put right.
UPDATE session SET owed_since_ms = (
  SELECT asked.at_ms
  FROM thread JOIN entry AS asked ON asked.thread_id = thread.thread_id
  WHERE thread.session_id = session.session_id AND thread.thread = 'care'
    AND asked.seq <= thread.held_up_to AND asked.kind = 'message' AND asked.sender_role = 'patient'
    AND json_extract(asked.body_json, '$.redacted') IS NULL
    AND asked.seq > coalesce((
      SELECT max(answer.seq) FROM entry AS answer
      WHERE answer.thread_id = thread.thread_id AND answer.seq <= thread.held_up_to AND answer.kind = 'message'
        AND answer.sender_role <> 'patient' AND json_extract(answer.body_json, '$.redacted') IS NULL
    ), 0)
  ORDER BY asked.seq LIMIT 1
);
