INSERT INTO bank_messages (id, event_id, aggregate_root_id, version, payload) VALUES
  (1, 'e5000000-0000-4000-8000-000000000001', 'a5000000-0000-4000-8000-000000000001', 1,
   '{"headers":{"__event_id":"e5000000-0000-4000-8000-000000000001","__event_type":"domain.bank_account.account_opened","__aggregate_root_version":1,"__time_of_recording":"2024-03-01 09:30:00.123456+0000","__time_of_recording_format":"Y-m-d H:i:s.uO"},"payload":{"owner":"Björn","amount":120.50}}'),
  -- another offset, an empty PHP array
  (2, 'e5000000-0000-4000-8000-000000000002', 'a5000000-0000-4000-8000-000000000001', 2,
   '{"headers":{"__event_type":"domain.bank_account.account_closed","__time_of_recording":"2024-03-01 10:31:00.000001+0100"},"payload":[]}'),
  -- a message of no aggregate root; position 3 is a gap
  (4, 'e5000000-0000-4000-8000-000000000004', 'a5000000-0000-4000-8000-000000000004', NULL,
   '{"headers":{"__event_type":"domain.audit.logged","__time_of_recording":"2024-03-01 09:32:00.000000+0000"},"payload":{"text":"a \"quoted\" word"}}'),
  (5, 'e5000000-0000-4000-8000-000000000005', 'a5000000-0000-4000-8000-000000000002', 1,
   '{"headers":{"__event_type":"domain.bank_account.account_opened","__time_of_recording":"2024-03-01 09:33:00.000000+0000"},"payload":{"owner":null,"parts":[{},[]]}}'),
  -- a payload that is a plain text
  (6, 'e5000000-0000-4000-8000-000000000006', 'a5000000-0000-4000-8000-000000000002', 2,
   '{"headers":{"__event_type":"domain.bank_account.sealed","__time_of_recording":"2024-03-01 09:34:00.000000+0000"},"payload":"YmFzZTY0"}');
SELECT setval('bank_messages_id_seq', 6);
