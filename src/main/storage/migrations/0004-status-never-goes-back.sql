-- How far this user's messages in a thread have ever come with all whom they are addressed to, whoever has joined since.
ALTER TABLE thread ADD COLUMN reached_delivered_up_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread ADD COLUMN reached_read_up_to INTEGER NOT NULL DEFAULT 0;
