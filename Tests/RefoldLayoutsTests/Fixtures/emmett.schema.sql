-- Emmett 0.44: messages and streams, partitioned by partition, then by is_archived.
CREATE TABLE emt_streams (
  stream_id text NOT NULL, stream_position bigint NOT NULL, partition text NOT NULL DEFAULT 'emt:default', stream_type text NOT NULL,
  stream_metadata jsonb NOT NULL, is_archived boolean NOT NULL DEFAULT FALSE, PRIMARY KEY (stream_id, partition, is_archived)
) PARTITION BY LIST (partition);
CREATE UNIQUE INDEX idx_streams_unique ON emt_streams (stream_id, partition, is_archived) INCLUDE (stream_position);
CREATE SEQUENCE emt_global_message_position;
CREATE TABLE emt_messages (
  stream_position bigint NOT NULL, global_position bigint DEFAULT nextval('emt_global_message_position'), transaction_id xid8 NOT NULL,
  created timestamptz NOT NULL DEFAULT now(), is_archived boolean NOT NULL DEFAULT FALSE, message_kind varchar(1) NOT NULL DEFAULT 'E',
  stream_id text NOT NULL, partition text NOT NULL DEFAULT 'emt:default', message_schema_version text NOT NULL, message_id text NOT NULL,
  message_type text NOT NULL, message_data jsonb NOT NULL, message_metadata jsonb NOT NULL,
  PRIMARY KEY (stream_id, stream_position, partition, is_archived)
) PARTITION BY LIST (partition);
CREATE INDEX idx_messages_transaction_id_global_position ON emt_messages (transaction_id, global_position);
CREATE TABLE emt_messages_emt_default PARTITION OF emt_messages FOR VALUES IN ('emt:default') PARTITION BY LIST (is_archived);
CREATE TABLE emt_messages_emt_default_active PARTITION OF emt_messages_emt_default FOR VALUES IN (FALSE);
CREATE TABLE emt_messages_emt_default_archived PARTITION OF emt_messages_emt_default FOR VALUES IN (TRUE);
CREATE TABLE emt_streams_emt_default PARTITION OF emt_streams FOR VALUES IN ('emt:default') PARTITION BY LIST (is_archived);
CREATE TABLE emt_streams_emt_default_active PARTITION OF emt_streams_emt_default FOR VALUES IN (FALSE);
CREATE TABLE emt_streams_emt_default_archived PARTITION OF emt_streams_emt_default FOR VALUES IN (TRUE);
