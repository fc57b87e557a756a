-- Sequent 7 with xact_id.
CREATE TABLE stream_records (
  id bigserial PRIMARY KEY, created_at timestamp(6) NOT NULL, aggregate_type varchar NOT NULL, aggregate_id uuid NOT NULL,
  snapshot_threshold integer
);
CREATE UNIQUE INDEX index_stream_records_on_aggregate_id ON stream_records (aggregate_id);
CREATE TABLE event_records (
  id bigserial PRIMARY KEY, aggregate_id uuid NOT NULL, sequence_number integer NOT NULL, created_at timestamp(6) NOT NULL,
  event_type varchar NOT NULL, event_json text NOT NULL, command_record_id integer NOT NULL,
  stream_record_id integer NOT NULL REFERENCES stream_records (id), xact_id bigint DEFAULT CAST(CAST(pg_current_xact_id() AS text) AS bigint)
);
CREATE UNIQUE INDEX unique_event_per_aggregate ON event_records
  (aggregate_id, sequence_number, (CASE event_type WHEN 'Sequent::Core::SnapshotEvent' THEN 0 ELSE 1 END));
CREATE INDEX snapshot_events ON event_records (aggregate_id, sequence_number DESC) WHERE event_type = 'Sequent::Core::SnapshotEvent';
CREATE INDEX index_event_records_on_command_record_id ON event_records (command_record_id);
CREATE INDEX index_event_records_on_event_type ON event_records (event_type);
CREATE INDEX index_event_records_on_created_at ON event_records (created_at);
CREATE INDEX index_event_records_on_xact_id ON event_records (xact_id);
