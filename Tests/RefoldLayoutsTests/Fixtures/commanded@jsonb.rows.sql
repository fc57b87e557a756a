INSERT INTO streams (stream_id, stream_uuid, stream_version) VALUES (1, 'account-1', 2);
UPDATE streams SET stream_version = 2 WHERE stream_id = 0;
INSERT INTO events (event_id, event_type, data, metadata, created_at) VALUES
  ('c0a80001-0000-4000-8000-000000000001', 'Elixir.Bank.AccountOpened', '{"owner": "Zoë"}', '{"user": "u"}', '2020-07-07 08:31:48+00'),
  ('c0a80001-0000-4000-8000-000000000002', 'Elixir.Bank.Closed', '{}', NULL, '2020-07-07 08:31:49+00');
INSERT INTO stream_events (event_id, stream_id, stream_version, original_stream_id, original_stream_version) VALUES
  ('c0a80001-0000-4000-8000-000000000001', 1, 1, 1, 1), ('c0a80001-0000-4000-8000-000000000001', 0, 1, 1, 1),
  ('c0a80001-0000-4000-8000-000000000002', 1, 2, 1, 2), ('c0a80001-0000-4000-8000-000000000002', 0, 2, 1, 2);
SELECT setval('streams_stream_id_seq', 1);
