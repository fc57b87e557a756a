-- :stream is a uuid.
INSERT INTO stream_records (created_at, aggregate_type, aggregate_id) VALUES (now() AT TIME ZONE 'utc', 'Order', CAST(:stream AS uuid)) ON CONFLICT (aggregate_id) DO NOTHING;
INSERT INTO event_records (aggregate_id, sequence_number, created_at, event_type, event_json, command_record_id, stream_record_id) SELECT CAST(:stream AS uuid), CAST(:version AS int), CAST(:time AS timestamptz) AT TIME ZONE 'utc', :type, :data, 1, s.id FROM stream_records AS s WHERE s.aggregate_id = CAST(:stream AS uuid);
