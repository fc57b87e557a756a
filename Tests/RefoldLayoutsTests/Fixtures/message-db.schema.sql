-- message-db 1.3.0: the table, its indexes and the functions that they need.
CREATE SCHEMA message_store;
CREATE TABLE message_store.messages (
  global_position bigserial NOT NULL, position bigint NOT NULL, time timestamp DEFAULT (now() AT TIME ZONE 'utc') NOT NULL,
  stream_name text NOT NULL, type text NOT NULL, data jsonb, metadata jsonb, id uuid NOT NULL DEFAULT gen_random_uuid()
);
ALTER TABLE message_store.messages ADD PRIMARY KEY (global_position) NOT DEFERRABLE INITIALLY IMMEDIATE;
CREATE FUNCTION message_store.category(stream_name varchar) RETURNS varchar AS $$
  SELECT split_part(stream_name, '-', 1)::varchar
$$ LANGUAGE sql IMMUTABLE;
CREATE UNIQUE INDEX messages_id ON message_store.messages (id);
CREATE UNIQUE INDEX messages_stream ON message_store.messages (stream_name, position);
CREATE INDEX messages_category ON message_store.messages (
  message_store.category(stream_name), global_position, message_store.category(metadata ->> 'correlationStreamName')
);
