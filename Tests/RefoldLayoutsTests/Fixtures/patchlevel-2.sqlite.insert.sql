INSERT INTO event_store (stream, playhead, event, payload, recorded_on, new_stream_start, archived, custom_headers) VALUES (:stream, :version, :type, :data, substr(:time, 1, 19), 0, 0, '[]');
