SELECT pg_advisory_xact_lock(133742);
INSERT INTO event_store (stream, playhead, event_id, event_name, event_payload, recorded_on, archived, custom_headers) VALUES (:stream, CAST(:version AS int), :id, :type, CAST(:data AS json), CAST(:time AS timestamptz), false, '[]');
