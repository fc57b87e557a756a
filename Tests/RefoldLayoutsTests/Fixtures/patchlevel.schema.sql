-- Patchlevel 3, stream store (the taggable store has a column tags besides).
CREATE TABLE event_store (
  id bigserial NOT NULL, stream varchar(255) NOT NULL, playhead int DEFAULT NULL, event_id varchar(255) NOT NULL,
  event_name varchar(255) NOT NULL, event_payload json NOT NULL, recorded_on timestamp(0) with time zone NOT NULL,
  archived boolean DEFAULT false NOT NULL, custom_headers json NOT NULL, PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uniq_event_store_event_id ON event_store (event_id);
CREATE UNIQUE INDEX uniq_event_store_playhead ON event_store (stream, playhead);
CREATE INDEX idx_event_store_archived ON event_store (stream, playhead, archived);
