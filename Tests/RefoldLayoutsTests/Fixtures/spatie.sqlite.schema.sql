-- laravel-event-sourcing 7 on SQLite, as Laravel makes it.
CREATE TABLE "stored_events" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "aggregate_uuid" varchar, "aggregate_version" integer,
  "event_version" integer NOT NULL DEFAULT '1', "event_class" varchar NOT NULL, "event_properties" text NOT NULL, "meta_data" text NOT NULL,
  "created_at" datetime NOT NULL);
CREATE INDEX "stored_events_event_class_index" ON "stored_events" ("event_class");
CREATE INDEX "stored_events_aggregate_uuid_index" ON "stored_events" ("aggregate_uuid");
CREATE UNIQUE INDEX "stored_events_aggregate_uuid_aggregate_version_unique" ON "stored_events" ("aggregate_uuid", "aggregate_version");
