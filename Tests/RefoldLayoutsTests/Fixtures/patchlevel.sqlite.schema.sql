-- Patchlevel 3 on SQLite, as Doctrine DBAL makes it.
CREATE TABLE event_store (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, stream VARCHAR(255) NOT NULL, playhead INTEGER DEFAULT NULL, event_id VARCHAR(255) NOT NULL,
  event_name VARCHAR(255) NOT NULL, event_payload CLOB NOT NULL, recorded_on DATETIME NOT NULL, archived BOOLEAN DEFAULT 0 NOT NULL,
  custom_headers CLOB NOT NULL
);
CREATE UNIQUE INDEX uniq_event_store_event_id ON event_store (event_id);
CREATE UNIQUE INDEX uniq_event_store_playhead ON event_store (stream, playhead);
