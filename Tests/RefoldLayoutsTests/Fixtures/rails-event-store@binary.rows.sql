INSERT INTO event_store_events (id, event_id, event_type, metadata, data, created_at, valid_at) VALUES
  -- YAML, as the default serializer writes it
  (1, '7f1f3c64-3f0e-4a8e-9c59-000000000001', 'Banking::AccountOpened', convert_to(E'---\n:remote_ip: 127.0.0.1\n', 'UTF8'),
   convert_to(E'---\n:owner: Ana Ruiz\n:currency: EUR\n', 'UTF8'), '2024-03-01 09:30:00.123456', NULL),
  (2, '7f1f3c64-3f0e-4a8e-9c59-000000000002', 'Banking::AccountOpened', convert_to('{"remote_ip":"::1"}', 'UTF8'),
   convert_to('{"owner":"Björn","currency":"SEK"}', 'UTF8'), '2024-03-01 09:31:00', NULL),
  (3, '7f1f3c64-3f0e-4a8e-9c59-000000000003', 'Banking::Closed', NULL, '\x00ff10', '2024-03-01 09:32:00', '2024-01-01 00:00:00');
INSERT INTO event_store_events_in_streams (id, stream, position, event_id, created_at) VALUES
  (1, 'Banking::Account$1', 0, '7f1f3c64-3f0e-4a8e-9c59-000000000001', '2024-03-01 09:30:00.123456'),
  (2, 'Banking::Account$2', 0, '7f1f3c64-3f0e-4a8e-9c59-000000000002', '2024-03-01 09:31:00'),
  (3, 'Banking::Account$2', 1, '7f1f3c64-3f0e-4a8e-9c59-000000000003', '2024-03-01 09:32:00');
SELECT setval('event_store_events_id_seq', 3), setval('event_store_events_in_streams_id_seq', 3);
