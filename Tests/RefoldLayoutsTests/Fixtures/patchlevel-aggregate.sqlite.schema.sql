-- Patchlevel 3, aggregate store on SQLite, as Doctrine DBAL makes it.
CREATE TABLE eventstore (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, aggregate VARCHAR(255) NOT NULL, aggregate_id CHAR(36) NOT NULL, playhead INTEGER NOT NULL,
  event VARCHAR(255) NOT NULL, payload CLOB NOT NULL, recorded_on DATETIME NOT NULL, new_stream_start BOOLEAN DEFAULT 0 NOT NULL,
  archived BOOLEAN DEFAULT 0 NOT NULL, custom_headers CLOB NOT NULL
);
CREATE UNIQUE INDEX uniq_eventstore_playhead ON eventstore (aggregate, aggregate_id, playhead);
