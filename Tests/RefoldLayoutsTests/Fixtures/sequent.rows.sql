SET TimeZone = UTC;
INSERT INTO aggregate_types (id, type) VALUES (1, 'Bank::Account');
INSERT INTO event_types (id, type) VALUES (1, 'Bank::AccountOpened'), (2, 'Bank::Deposited');
INSERT INTO command_types (id, type) VALUES (1, 'Bank::Open');
INSERT INTO commands (id, created_at, command_type_id, command_json) VALUES (1, '2024-03-01 09:30:00+00', 1, '{}');
INSERT INTO aggregates (aggregate_id, events_partition_key, aggregate_type_id) VALUES
  ('aa000000-0000-4000-8000-000000000001', 'Y24', 1), ('aa000000-0000-4000-8000-000000000002', 'Y24', 1);
INSERT INTO events (aggregate_id, partition_key, sequence_number, created_at, command_id, event_type_id, event_json, xact_id) VALUES
  -- from before xact_id was added
  ('aa000000-0000-4000-8000-000000000002', 'Y24', 1, '2024-03-01 09:31:00+00', 1, 1, '{"owner": "Björn"}', NULL),
  ('aa000000-0000-4000-8000-000000000001', 'Y24', 1, '2024-03-01 09:30:00.123456+00', 1, 1, '{"owner": "Ana", "tags": []}', NULL),
  -- an older transaction with a later time
  ('aa000000-0000-4000-8000-000000000001', 'Y24', 2, '2024-03-01 09:33:00+00', 1, 2, '{"amount": 12.50}', 20),
  ('aa000000-0000-4000-8000-000000000002', 'Y24', 2, '2024-03-01 09:32:00+00', 1, 2, '{}', 21),
  ('aa000000-0000-4000-8000-000000000002', 'Y24', 3, '2024-03-01 09:32:00+00', 1, 2, '{"amount": 2}', 21);
SELECT setval('commands_id_seq', 1);
SELECT setval(pg_get_serial_sequence('event_types', 'id'), 2), setval(pg_get_serial_sequence('aggregate_types', 'id'), 1);
