-- Patchlevel 3, aggregate store.
CREATE TABLE eventstore (
  id bigserial NOT NULL, aggregate varchar(255) NOT NULL, aggregate_id uuid NOT NULL, playhead int NOT NULL, event varchar(255) NOT NULL,
  payload json NOT NULL, recorded_on timestamp(0) with time zone NOT NULL, new_stream_start boolean DEFAULT false NOT NULL,
  archived boolean DEFAULT false NOT NULL, custom_headers json NOT NULL, PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uniq_eventstore_playhead ON eventstore (aggregate, aggregate_id, playhead);
CREATE INDEX idx_eventstore_archived ON eventstore (aggregate, aggregate_id, playhead, archived);
