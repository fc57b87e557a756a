-- Broadway event-store-dbal 0.x to 1.x, as Doctrine DBAL makes it; the table is "events".
CREATE TABLE events (
  id SERIAL NOT NULL, uuid UUID NOT NULL, playhead INT NOT NULL, payload TEXT NOT NULL, metadata TEXT NOT NULL,
  recorded_on VARCHAR(32) NOT NULL, type VARCHAR(255) NOT NULL, PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uniq_events_playhead ON events (uuid, playhead);
