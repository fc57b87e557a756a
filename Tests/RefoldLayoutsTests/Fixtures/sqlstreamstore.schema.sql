-- SQLStreamStore 1.2, schema public.
CREATE SEQUENCE streams_seq START 1;
CREATE TABLE streams (
  id char(42) NOT NULL, id_original varchar(1000) NOT NULL, id_internal int NOT NULL DEFAULT nextval('streams_seq'),
  version int NOT NULL DEFAULT (-1), position bigint NOT NULL DEFAULT (-1), max_age int, max_count int,
  CONSTRAINT pk_streams PRIMARY KEY (id_internal), CONSTRAINT uq_streams_id UNIQUE (id),
  CONSTRAINT ck_version_gte_negative_one CHECK (version >= -1)
);
CREATE INDEX ix_id_original ON streams (id_original);
CREATE INDEX ix_id_original_reversed ON streams (reverse(id_original));
ALTER SEQUENCE streams_seq OWNED BY streams.id_internal;
CREATE SEQUENCE messages_seq START 0 MINVALUE 0;
CREATE TABLE messages (
  stream_id_internal int NOT NULL, stream_version int NOT NULL, "position" bigint NOT NULL DEFAULT nextval('messages_seq'),
  message_id uuid NOT NULL, created_utc timestamp NOT NULL, type varchar(128) NOT NULL, json_data jsonb NOT NULL, json_metadata jsonb,
  CONSTRAINT pk_messages PRIMARY KEY (position),
  CONSTRAINT fk_messages_stream FOREIGN KEY (stream_id_internal) REFERENCES streams (id_internal),
  CONSTRAINT uq_messages_stream_id_internal_and_stream_version UNIQUE (stream_id_internal, stream_version),
  CONSTRAINT uq_stream_id_internal_and_message_id UNIQUE (stream_id_internal, message_id),
  CONSTRAINT ck_stream_version_gte_zero CHECK (stream_version >= 0)
);
ALTER SEQUENCE messages_seq OWNED BY messages.position;
