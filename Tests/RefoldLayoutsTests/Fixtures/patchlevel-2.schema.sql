-- Patchlevel 3.5, stream store.
CREATE TABLE event_store (
  id bigserial NOT NULL, stream varchar(255) NOT NULL, playhead int DEFAULT NULL, event varchar(255) NOT NULL, payload json NOT NULL,
  recorded_on timestamp(0) with time zone NOT NULL, new_stream_start boolean DEFAULT false NOT NULL, archived boolean DEFAULT false NOT NULL,
  custom_headers json NOT NULL, PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uniq_event_store_playhead ON event_store (stream, playhead);
CREATE INDEX idx_event_store_archived ON event_store (stream, playhead, archived);
