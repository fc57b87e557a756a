-- Commanded EventStore 1.4 (schema 1.3.2), with jsonb columns.
CREATE TABLE streams (
  stream_id bigserial PRIMARY KEY NOT NULL, stream_uuid text NOT NULL, stream_version bigint DEFAULT 0 NOT NULL,
  created_at timestamptz DEFAULT now() NOT NULL, deleted_at timestamptz
);
CREATE UNIQUE INDEX ix_streams_stream_uuid ON streams (stream_uuid);
CREATE TABLE events (
  event_id uuid PRIMARY KEY NOT NULL, event_type text NOT NULL, causation_id uuid, correlation_id uuid, data jsonb NOT NULL,
  metadata jsonb, created_at timestamptz DEFAULT now() NOT NULL
);
CREATE TABLE stream_events (
  event_id uuid NOT NULL REFERENCES events (event_id), stream_id bigint NOT NULL REFERENCES streams (stream_id),
  stream_version bigint NOT NULL, original_stream_id bigint REFERENCES streams (stream_id), original_stream_version bigint,
  PRIMARY KEY (event_id, stream_id)
);
CREATE UNIQUE INDEX ix_stream_events ON stream_events (stream_id, stream_version);
CREATE TABLE snapshots (
  source_uuid text PRIMARY KEY NOT NULL, source_version bigint NOT NULL, source_type text NOT NULL, data jsonb NOT NULL,
  metadata jsonb, created_at timestamptz DEFAULT now() NOT NULL
);
INSERT INTO streams (stream_id, stream_uuid, stream_version) VALUES (0, '$all', 0);
