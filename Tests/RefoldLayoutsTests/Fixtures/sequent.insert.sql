-- :stream is a uuid. Sequent stores the types and the command, then the aggregate, locks its row and adds the event.
INSERT INTO event_types (type) VALUES (:type) ON CONFLICT DO NOTHING;
INSERT INTO commands (created_at, command_type_id, command_json) VALUES (CAST(:time AS timestamptz), 1, '{}');
INSERT INTO aggregates (aggregate_id, events_partition_key, aggregate_type_id) VALUES (CAST(:stream AS uuid), 'Y24', 1) ON CONFLICT DO NOTHING;
SELECT events_partition_key FROM aggregates WHERE aggregate_id = CAST(:stream AS uuid) FOR NO KEY UPDATE;
INSERT INTO events (partition_key, aggregate_id, sequence_number, created_at, command_id, event_type_id, event_json) SELECT 'Y24', CAST(:stream AS uuid), CAST(:version AS int), CAST(:time AS timestamptz), currval('commands_id_seq'), t.id, CAST(:data AS jsonb) FROM event_types AS t WHERE t.type = :type;
