INSERT INTO event_store_events (event_id, event_type, metadata, data, created_at, valid_at) VALUES (:id, :type, CAST('{}' AS BLOB), CAST(:data AS BLOB), :time, NULL);
INSERT INTO event_store_events_in_streams (stream, position, event_id, created_at) VALUES (:stream, :version, :id, :time);
