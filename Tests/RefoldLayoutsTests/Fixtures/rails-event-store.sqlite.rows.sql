INSERT INTO event_store_events (id, event_id, event_type, metadata, data, created_at, valid_at) VALUES
  (1, '7f1f3c64-3f0e-4a8e-9c59-000000000001', 'Banking::AccountOpened', CAST('---
:correlation_id: c0ffee00-0000-4000-8000-000000000001
' AS BLOB), CAST('---
:owner: Ana Ruiz
' AS BLOB), '2024-03-01 09:30:00.123456', NULL),
  (2, '7f1f3c64-3f0e-4a8e-9c59-000000000002', 'Banking::Deposited', CAST('{"remote_ip":"127.0.0.1"}' AS BLOB), CAST('{"amount":"120.50"}' AS BLOB),
   '2024-03-01 09:31:00.000000', '2024-02-28 23:59:59.999999'),
  (3, '7f1f3c64-3f0e-4a8e-9c59-000000000003', 'Banking::AccountOpened', NULL, CAST('{"owner":"Björn","currency":"SEK"}' AS BLOB),
   '2024-03-01 09:31:30.000000', NULL),
  (5, '7f1f3c64-3f0e-4a8e-9c59-000000000005', 'Banking::Withdrawn', CAST('{}' AS BLOB), CAST('{"amount":"20.25","tags":[]}' AS BLOB),
   '2024-03-01 09:29:59.000000', NULL),
  (6, '7f1f3c64-3f0e-4a8e-9c59-000000000006', 'Audit::Logged', CAST('{}' AS BLOB), CAST('{"msg":"in no named stream"}' AS BLOB),
   '2024-03-01 09:34:00.000000', NULL),
  (7, '7f1f3c64-3f0e-4a8e-9c59-000000000007', 'Banking::Closed', NULL, X'00ff10', '2024-03-01 09:35:00.000000', NULL);
INSERT INTO event_store_events_in_streams (id, stream, position, event_id, created_at) VALUES
  (1, 'Banking::Account$1', 0, '7f1f3c64-3f0e-4a8e-9c59-000000000001', '2024-03-01 09:30:00.123456'),
  (2, 'Banking::Account$1', 1, '7f1f3c64-3f0e-4a8e-9c59-000000000002', '2024-03-01 09:31:00.000000'),
  (3, 'Banking::Account$2', 0, '7f1f3c64-3f0e-4a8e-9c59-000000000003', '2024-03-01 09:31:30.000000'),
  (4, '$by_type_Banking::AccountOpened', 0, '7f1f3c64-3f0e-4a8e-9c59-000000000001', '2024-03-01 09:30:00.200000'),
  (5, 'Banking::Account$1', NULL, '7f1f3c64-3f0e-4a8e-9c59-000000000005', '2024-03-01 09:29:59.000000'),
  (6, 'Banking::Account$2', 1, '7f1f3c64-3f0e-4a8e-9c59-000000000007', '2024-03-01 09:35:00.000000');
