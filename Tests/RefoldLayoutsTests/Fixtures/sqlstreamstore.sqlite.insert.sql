INSERT OR IGNORE INTO streams (id, id_original) VALUES (:stream, :stream);
INSERT INTO messages (event_id, stream_id_internal, stream_version, created_utc, type, json_data, json_metadata) SELECT upper(:id), s.id_internal, :version, substr(:time, 1, 26), :type, :data, '{}' FROM streams AS s WHERE s.id_original = :stream;
UPDATE streams SET version = :version, position = (SELECT max(position) FROM messages) WHERE id_original = :stream;
