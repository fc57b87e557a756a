-- Rails Event Store 3.0, PostgreSQL template with data_type jsonb.
CREATE TABLE event_store_events (
  id bigserial PRIMARY KEY, event_id uuid NOT NULL, event_type varchar NOT NULL, metadata jsonb, data jsonb NOT NULL,
  created_at timestamp(6) NOT NULL, valid_at timestamp(6)
);
CREATE UNIQUE INDEX index_event_store_events_on_event_id ON event_store_events (event_id);
CREATE INDEX index_event_store_events_on_event_type ON event_store_events (event_type);
CREATE INDEX index_event_store_events_on_created_at ON event_store_events (created_at);
CREATE INDEX index_event_store_events_on_valid_at ON event_store_events (valid_at);
CREATE INDEX index_event_store_events_on_as_of ON event_store_events (COALESCE(valid_at, created_at));
CREATE TABLE event_store_events_in_streams (
  id bigserial PRIMARY KEY, stream varchar NOT NULL, position integer, event_id uuid NOT NULL REFERENCES event_store_events (event_id),
  created_at timestamp(6) NOT NULL
);
CREATE INDEX index_event_store_events_in_streams_on_event_id ON event_store_events_in_streams (event_id);
CREATE INDEX index_event_store_events_in_streams_on_created_at ON event_store_events_in_streams (created_at);
CREATE UNIQUE INDEX index_event_store_events_in_streams_on_stream_and_position ON event_store_events_in_streams (stream, position);
CREATE UNIQUE INDEX index_event_store_events_in_streams_on_stream_and_event_id ON event_store_events_in_streams (stream, event_id);
CREATE INDEX index_event_store_events_in_streams_on_stream_and_id ON event_store_events_in_streams (stream, id);
