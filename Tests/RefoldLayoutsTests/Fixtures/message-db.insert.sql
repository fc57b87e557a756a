-- The lock of the category, as write_message takes it: the first 16 hex digits of its md5 as a number.
SELECT pg_advisory_xact_lock(CAST(CAST(left('x' || md5(split_part(:stream, '-', 1)), 17) AS bit(64)) AS bigint));
INSERT INTO message_store.messages (id, stream_name, position, type, data, metadata, time) VALUES (CAST(:id AS uuid), :stream, CAST(:version AS bigint), :type, CAST(:data AS jsonb), NULL, CAST(CAST(:time AS timestamptz) AT TIME ZONE 'utc' AS timestamp));
