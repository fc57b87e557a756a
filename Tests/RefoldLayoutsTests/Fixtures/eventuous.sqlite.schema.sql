-- Eventuous on SQLite, the default schema name.
CREATE TABLE eventuous_streams (stream_id INTEGER PRIMARY KEY AUTOINCREMENT, stream_name TEXT NOT NULL UNIQUE, version INTEGER NOT NULL DEFAULT(-1));
CREATE TABLE eventuous_messages (
  global_position INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, message_type TEXT NOT NULL,
  stream_id INTEGER NOT NULL REFERENCES eventuous_streams (stream_id), stream_position INTEGER NOT NULL, json_data TEXT NOT NULL,
  json_metadata TEXT, created TEXT NOT NULL, UNIQUE (stream_id, stream_position), UNIQUE (stream_id, message_id), CHECK (stream_position >= 0)
);
CREATE INDEX idx_eventuous_messages_stream_id ON eventuous_messages (stream_id);
CREATE TABLE eventuous_checkpoints (id TEXT PRIMARY KEY, position INTEGER NULL);
