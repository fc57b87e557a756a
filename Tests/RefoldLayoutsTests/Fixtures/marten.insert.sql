-- :stream is a uuid. Marten inserts or updates the stream's row first (a row lock), then the event.
INSERT INTO mt_streams (id, type, version) VALUES (CAST(:stream AS uuid), 'order', CAST(:version AS bigint)) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, timestamp = now();
INSERT INTO mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, is_archived) VALUES (nextval('mt_events_sequence'), CAST(:id AS uuid), CAST(:stream AS uuid), CAST(:version AS bigint), CAST(:data AS jsonb), :type, CAST(:time AS timestamptz), 'Shop.OrderPlaced, Shop', FALSE);
