SELECT pg_advisory_xact_lock(133742);
INSERT INTO event_store (stream, playhead, event, payload, recorded_on, new_stream_start, archived, custom_headers) VALUES (:stream, CAST(:version AS int), :type, CAST(:data AS json), CAST(:time AS timestamptz), false, false, '[]');
