-- The stream's row if there is none, the message, the stream's head (a row lock).
INSERT INTO streams (id, id_original) VALUES (md5(:stream), :stream) ON CONFLICT DO NOTHING;
INSERT INTO messages (message_id, stream_id_internal, stream_version, created_utc, type, json_data, json_metadata) SELECT CAST(:id AS uuid), s.id_internal, CAST(:version AS int), CAST(:time AS timestamptz) AT TIME ZONE 'utc', :type, CAST(:data AS jsonb), '{}' FROM streams AS s WHERE s.id = md5(:stream);
UPDATE streams SET version = m.stream_version, position = m.position FROM messages AS m WHERE streams.id = md5(:stream) AND m.stream_id_internal = streams.id_internal AND m.stream_version = CAST(:version AS int);
