INSERT INTO event_store (stream, playhead, event_id, event_name, event_payload, recorded_on, archived, custom_headers) VALUES (:stream, :version, :id, :type, :data, substr(:time, 1, 19), 0, '[]');
