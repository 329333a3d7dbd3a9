-- The messages that are found by their words. `row_id` orders them by their time: see words/rowIds.ts.
CREATE TABLE word_row (
  row_id INTEGER PRIMARY KEY,
  thread_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  UNIQUE (thread_id, seq)
) STRICT;

-- Every token of the index, and of how many messages it is one.
CREATE TABLE word (
  word TEXT NOT NULL PRIMARY KEY,
  row_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens come folded: the tokenizer parts them where there is a space, and does nothing else. It has no text of its own, neither places nor counts.
CREATE VIRTUAL TABLE entry_words USING fts5(tokens, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
