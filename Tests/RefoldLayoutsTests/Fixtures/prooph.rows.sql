INSERT INTO event_streams (real_stream_name, stream_name, metadata) VALUES ('event_stream', '_4228e4a00331b5d5e751db0481828e22a2c3c8ef', '[]');
INSERT INTO "_4228e4a00331b5d5e751db0481828e22a2c3c8ef" (no, event_id, event_name, payload, metadata, created_at) VALUES
  (1, 'e6000000-0000-4000-8000-000000000001', 'App\Account\Opened', '{"owner":"Zoë","amount":10.0}',
   '{"_aggregate_id": "a6", "_aggregate_type": "account", "_aggregate_version": 1, "_causation_id": "c1"}', '2024-03-01T09:30:00.123456'),
  (2, 'e6000000-0000-4000-8000-000000000002', 'App\Account\Closed', '[]',
   '{"_aggregate_id": "a6", "_aggregate_type": "account", "_aggregate_version": 2}', '2024-03-01T09:31:00.000000'),
  -- a version that is a text
  (4, 'e6000000-0000-4000-8000-000000000004', 'account-reopened', '{"big":"9223372036854775808"}',
   '{"_aggregate_id": "b7", "_aggregate_type": "account", "_aggregate_version": "three"}', '2024-03-01T09:32:00.000000'),
  (5, 'e6000000-0000-4000-8000-000000000005', 'account-sealed', '"text"',
   '{"_aggregate_id": "b7", "_aggregate_type": "account", "_aggregate_version": 4}', '2024-03-01T09:33:00.000000');
SELECT setval('"_4228e4a00331b5d5e751db0481828e22a2c3c8ef_no_seq"', 5);
