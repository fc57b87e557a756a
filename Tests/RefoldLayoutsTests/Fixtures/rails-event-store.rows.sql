INSERT INTO event_store_events (id, event_id, event_type, metadata, data, created_at, valid_at) VALUES
  (1, '7f1f3c64-3f0e-4a8e-9c59-000000000001', 'Banking::AccountOpened',
   '{"types": {"data": {"owner": ["Symbol", "String"], "opened_on": ["Symbol", "Date"]}, "metadata": {"remote_ip": ["Symbol", "String"], "request_id": ["Symbol", "String"], "correlation_id": ["Symbol", "String"]}}, "remote_ip": "127.0.0.1", "request_id": "2f9a", "correlation_id": "c0ffee00-0000-4000-8000-000000000001"}',
   '{"owner": "Ana Ruiz", "opened_on": "2024-03-01"}', '2024-03-01 09:30:00.123456', NULL),
  (2, '7f1f3c64-3f0e-4a8e-9c59-000000000002', 'Banking::Deposited',
   '{"types": {"data": {"amount": ["Symbol", "BigDecimal"]}, "metadata": {"causation_id": ["Symbol", "String"], "correlation_id": ["Symbol", "String"]}}, "causation_id": "7f1f3c64-3f0e-4a8e-9c59-000000000001", "correlation_id": "c0ffee00-0000-4000-8000-000000000001"}',
   '{"amount": "120.5"}', '2024-03-01 09:31:00', '2024-02-28 23:59:59.999999'),
  (3, '7f1f3c64-3f0e-4a8e-9c59-000000000003', 'Banking::AccountOpened', '{"correlation_id": "c0ffee00-0000-4000-8000-000000000003"}',
   '{"owner": "Björn", "opened_on": "2024-03-01"}', '2024-03-01 09:31:30', NULL),
  (5, '7f1f3c64-3f0e-4a8e-9c59-000000000005', 'Banking::Withdrawn', NULL, '{"amount": "20.25", "nested": {"a": [1, null, true]}}',
   '2024-03-01 09:29:59', NULL),
  (6, '7f1f3c64-3f0e-4a8e-9c59-000000000006', 'Audit::Logged', '{}', '{"msg": "in no named stream"}', '2024-03-01 09:34:00', NULL),
  -- encoded twice: a JSON string that holds JSON
  (7, '7f1f3c64-3f0e-4a8e-9c59-000000000007', 'Banking::Deposited', '"{\"remote_ip\":\"::1\"}"', '"{\"amount\":\"7.10\",\"note\":\"Zoë\"}"',
   '2024-03-01 09:35:00', NULL),
  -- linked first with no position, an encrypted payload
  (8, '7f1f3c64-3f0e-4a8e-9c59-000000000008', 'Banking::Closed', NULL, '"YmFzZTY0"', '2024-03-01 09:36:00', NULL);
INSERT INTO event_store_events_in_streams (id, stream, position, event_id, created_at) VALUES
  (1, 'Banking::Account$1', 0, '7f1f3c64-3f0e-4a8e-9c59-000000000001', '2024-03-01 09:30:00.123456'),
  (2, 'Banking::Account$1', 1, '7f1f3c64-3f0e-4a8e-9c59-000000000002', '2024-03-01 09:31:00'),
  (3, 'Banking::Account$2', 0, '7f1f3c64-3f0e-4a8e-9c59-000000000003', '2024-03-01 09:31:30'),
  (4, '$by_correlation_id_c0ffee00-0000-4000-8000-000000000001', NULL, '7f1f3c64-3f0e-4a8e-9c59-000000000001', '2024-03-01 09:30:00.2'),
  (5, 'Banking::Account$1', 2, '7f1f3c64-3f0e-4a8e-9c59-000000000005', '2024-03-01 09:29:59'),
  (6, '$by_type_Banking::Withdrawn', 0, '7f1f3c64-3f0e-4a8e-9c59-000000000005', '2024-03-01 09:30:00'),
  (7, 'Banking::Account$3', NULL, '7f1f3c64-3f0e-4a8e-9c59-000000000007', '2024-03-01 09:35:00'),
  (8, 'Banking::Account$3', NULL, '7f1f3c64-3f0e-4a8e-9c59-000000000008', '2024-03-01 09:36:00');
SELECT setval('event_store_events_id_seq', 8), setval('event_store_events_in_streams_id_seq', 8);
