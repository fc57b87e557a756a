-- Broadway event-store-dbal on SQLite, as Doctrine DBAL makes it; the table is "events".
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, uuid CHAR(36) NOT NULL, playhead INTEGER UNSIGNED NOT NULL, payload CLOB NOT NULL,
  metadata CLOB NOT NULL, recorded_on VARCHAR(32) NOT NULL, type VARCHAR(255) NOT NULL
);
CREATE UNIQUE INDEX uniq_events_playhead ON events (uuid, playhead);
