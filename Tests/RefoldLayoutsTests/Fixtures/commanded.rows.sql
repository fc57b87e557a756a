INSERT INTO streams (stream_id, stream_uuid, stream_version, deleted_at) VALUES
  (1, 'account-1', 3, NULL), (2, 'account-2', 1, '2024-03-02 00:00:00+00'), (3, 'linked-stream', 1, NULL), (4, 'account-4', 2, NULL);
UPDATE streams SET stream_version = 7 WHERE stream_id = 0;
INSERT INTO events (event_id, event_type, causation_id, correlation_id, data, metadata, created_at) VALUES
  ('c0a80001-0000-4000-8000-000000000001', 'Elixir.Bank.AccountOpened', NULL, NULL, convert_to('{"owner":"Ana Ruiz","version":"1"}', 'UTF8'),
   convert_to('{"user":"user@example.com"}', 'UTF8'), '2020-07-07 08:31:48.395286+00'),
  ('c0a80001-0000-4000-8000-000000000002', 'Elixir.Bank.AccountOpened', NULL, 'c0a80001-0000-4000-8000-00000000000c',
   convert_to('{"owner":"Björn Åkesson"}', 'UTF8'), NULL, '2020-07-07 10:31:49+02'),
  ('c0a80001-0000-4000-8000-000000000003', 'Elixir.Bank.Deposited', NULL, NULL, convert_to('{"amount":120.50}', 'UTF8'),
   convert_to('{}', 'UTF8'), '2020-07-07 08:31:50+00'),
  -- an Erlang term: the map #{} in the external format
  ('c0a80001-0000-4000-8000-000000000004', 'Elixir.Bank.Tagged', NULL, NULL, '\x837400000000', NULL, '2020-07-07 08:31:51+00'),
  ('c0a80001-0000-4000-8000-000000000006', 'Elixir.Bank.AccountOpened', NULL, NULL, convert_to('{}', 'UTF8'), convert_to('null', 'UTF8'),
   '2020-07-07 08:31:52+00'),
  ('c0a80001-0000-4000-8000-000000000007', 'Elixir.Bank.Closed', NULL, NULL, convert_to('[]', 'UTF8'), NULL, '2020-07-07 08:31:53.000001+00');
-- position 5 was deleted hard; the third event is linked into a second stream
INSERT INTO stream_events (event_id, stream_id, stream_version, original_stream_id, original_stream_version) VALUES
  ('c0a80001-0000-4000-8000-000000000001', 1, 1, 1, 1), ('c0a80001-0000-4000-8000-000000000001', 0, 1, 1, 1),
  ('c0a80001-0000-4000-8000-000000000002', 2, 1, 2, 1), ('c0a80001-0000-4000-8000-000000000002', 0, 2, 2, 1),
  ('c0a80001-0000-4000-8000-000000000003', 1, 2, 1, 2), ('c0a80001-0000-4000-8000-000000000003', 0, 3, 1, 2),
  ('c0a80001-0000-4000-8000-000000000003', 3, 1, 1, 2),
  ('c0a80001-0000-4000-8000-000000000004', 1, 3, 1, 3), ('c0a80001-0000-4000-8000-000000000004', 0, 4, 1, 3),
  ('c0a80001-0000-4000-8000-000000000006', 4, 1, 4, 1), ('c0a80001-0000-4000-8000-000000000006', 0, 6, 4, 1),
  ('c0a80001-0000-4000-8000-000000000007', 4, 2, 4, 2), ('c0a80001-0000-4000-8000-000000000007', 0, 7, 4, 2);
SELECT setval('streams_stream_id_seq', 4);
