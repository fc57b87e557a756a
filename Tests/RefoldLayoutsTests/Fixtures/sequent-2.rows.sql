INSERT INTO stream_records (id, created_at, aggregate_type, aggregate_id) VALUES
  (1, '2024-03-01 09:30:00', 'Bank::Account', 'aa000000-0000-4000-8000-000000000001'),
  (2, '2024-03-01 09:30:00', 'Bank::Account', 'aa000000-0000-4000-8000-000000000002');
INSERT INTO event_records (aggregate_id, sequence_number, created_at, event_type, event_json, command_record_id, stream_record_id, xact_id) VALUES
  ('aa000000-0000-4000-8000-000000000002', 1, '2024-03-01 09:31:00', 'Bank::AccountOpened', '{"owner":"Björn"}', 1, 2, NULL),
  ('aa000000-0000-4000-8000-000000000001', 1, '2024-03-01 09:30:00.123456', 'Bank::AccountOpened', '{"owner":"Ana","sequence_number":1}', 1, 1, NULL),
  ('aa000000-0000-4000-8000-000000000001', 2, '2024-03-01 09:33:00', 'Bank::Deposited', '{"amount":"12.50"}', 1, 1, 20),
  ('aa000000-0000-4000-8000-000000000001', 2, '2024-03-01 09:33:00', 'Sequent::Core::SnapshotEvent', '{"data":"x"}', 1, 1, 20),
  ('aa000000-0000-4000-8000-000000000002', 2, '2024-03-01 09:32:00', 'Bank::Deposited', 'not json', 1, 2, 21);
SELECT setval('stream_records_id_seq', 2);
