-- Each draft as the relay had it when this console last took it over: what stands in `draft` and differs was written here since. `next_json` is a newer one that waits until what was written here has
-- reached the relay. `others_json` are older texts that are offered, `settled_json` the ids of those that the person has done with and the relay has not been told. `taken_version`: the last version that
-- took the place of the text here.
CREATE TABLE relay_draft (
  session_id TEXT NOT NULL,
  thread TEXT NOT NULL CHECK (thread IN ('care', 'staff')),
  version INTEGER NOT NULL,
  text TEXT NOT NULL,
  others_json TEXT NOT NULL DEFAULT '[]',
  settled_json TEXT NOT NULL DEFAULT '[]',
  next_json TEXT,
  taken_version INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (session_id, thread)
) STRICT, WITHOUT ROWID;
