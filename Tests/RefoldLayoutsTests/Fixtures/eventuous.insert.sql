INSERT INTO eventuous.streams (stream_name, version) VALUES (:stream, -1) ON CONFLICT DO NOTHING;
INSERT INTO eventuous.messages (message_id, message_type, stream_id, stream_position, json_data, json_metadata, created) SELECT CAST(:id AS uuid), :type, s.stream_id, CAST(:version AS int), CAST(:data AS jsonb), '{}', CAST(:time AS timestamptz) AT TIME ZONE 'utc' FROM eventuous.streams AS s WHERE s.stream_name = :stream;
UPDATE eventuous.streams SET version = CAST(:version AS int) WHERE stream_name = :stream;
