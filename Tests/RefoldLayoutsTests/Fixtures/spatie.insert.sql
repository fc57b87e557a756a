-- :stream is a uuid. Two statements, as the library's two saves.
INSERT INTO stored_events (aggregate_uuid, aggregate_version, event_version, event_class, event_properties, meta_data, created_at) VALUES (CAST(:stream AS uuid), CAST(:version AS bigint), 1, :type, CAST(:data AS jsonb), '{}', CAST(:time AS timestamptz) AT TIME ZONE 'utc');
UPDATE stored_events SET meta_data = jsonb_build_object('stored-event-id', id) WHERE id = currval('stored_events_id_seq');
