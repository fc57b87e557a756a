-- laravel-event-sourcing 7.
CREATE TABLE stored_events (
  id bigserial NOT NULL PRIMARY KEY, aggregate_uuid uuid, aggregate_version bigint, event_version smallint DEFAULT 1 NOT NULL,
  event_class varchar(255) NOT NULL, event_properties jsonb NOT NULL, meta_data jsonb NOT NULL, created_at timestamp(0) NOT NULL
);
CREATE INDEX stored_events_event_class_index ON stored_events (event_class);
CREATE INDEX stored_events_aggregate_uuid_index ON stored_events (aggregate_uuid);
ALTER TABLE stored_events ADD CONSTRAINT stored_events_aggregate_uuid_aggregate_version_unique UNIQUE (aggregate_uuid, aggregate_version);
