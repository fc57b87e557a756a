-- Rails Event Store 3.0, generic template: SQLite has binary columns only.
CREATE TABLE "event_store_events" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "event_id" varchar(36) NOT NULL,
  "event_type" varchar NOT NULL, "metadata" blob, "data" blob NOT NULL, "created_at" datetime(6) NOT NULL, "valid_at" datetime(6));
CREATE UNIQUE INDEX "index_event_store_events_on_event_id" ON "event_store_events" ("event_id");
CREATE INDEX "index_event_store_events_on_event_type" ON "event_store_events" ("event_type");
CREATE TABLE "event_store_events_in_streams" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "stream" varchar NOT NULL,
  "position" integer DEFAULT NULL, "event_id" varchar(36) NOT NULL REFERENCES "event_store_events" ("event_id"), "created_at" datetime(6) NOT NULL);
CREATE INDEX "index_event_store_events_in_streams_on_event_id" ON "event_store_events_in_streams" ("event_id");
CREATE UNIQUE INDEX "index_event_store_events_in_streams_on_stream_and_position" ON "event_store_events_in_streams" ("stream", "position");
CREATE UNIQUE INDEX "index_event_store_events_in_streams_on_stream_and_event_id" ON "event_store_events_in_streams" ("stream", "event_id");
CREATE INDEX "index_event_store_events_in_streams_on_stream_and_id" ON "event_store_events_in_streams" ("stream", "id");
