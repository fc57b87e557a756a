-- :stream is a uuid; the event's stream is "order-" and it.
SELECT pg_advisory_xact_lock(133742);
INSERT INTO eventstore (aggregate, aggregate_id, playhead, event, payload, recorded_on, new_stream_start, archived, custom_headers) VALUES ('order', CAST(:stream AS uuid), CAST(:version AS int), :type, CAST(:data AS json), CAST(:time AS timestamptz), false, false, '[]');
