-- Patchlevel 3.5 on SQLite, as Doctrine DBAL makes it.
CREATE TABLE event_store (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, stream VARCHAR(255) NOT NULL, playhead INTEGER DEFAULT NULL, event VARCHAR(255) NOT NULL,
  payload CLOB NOT NULL, recorded_on DATETIME NOT NULL, new_stream_start BOOLEAN DEFAULT 0 NOT NULL, archived BOOLEAN DEFAULT 0 NOT NULL,
  custom_headers CLOB NOT NULL
);
CREATE UNIQUE INDEX uniq_event_store_playhead ON event_store (stream, playhead);
