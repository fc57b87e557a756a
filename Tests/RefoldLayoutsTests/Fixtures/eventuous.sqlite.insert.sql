INSERT OR IGNORE INTO eventuous_streams (stream_name, version) VALUES (:stream, -1);
INSERT INTO eventuous_messages (message_id, message_type, stream_id, stream_position, json_data, json_metadata, created) SELECT :id, :type, s.stream_id, :version, :data, '{}', substr(:time, 1, 26) FROM eventuous_streams AS s WHERE s.stream_name = :stream;
UPDATE eventuous_streams SET version = :version WHERE stream_name = :stream;
