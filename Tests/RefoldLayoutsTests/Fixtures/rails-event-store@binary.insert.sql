-- The default repository takes no lock of its own.
INSERT INTO event_store_events (event_id, event_type, metadata, data, created_at, valid_at) VALUES (CAST(:id AS uuid), :type, convert_to('{}', 'UTF8'), convert_to(:data, 'UTF8'), CAST(:time AS timestamptz) AT TIME ZONE 'utc', NULL);
INSERT INTO event_store_events_in_streams (stream, position, event_id, created_at) VALUES (:stream, CAST(:version AS integer), CAST(:id AS uuid), now() AT TIME ZONE 'utc');
