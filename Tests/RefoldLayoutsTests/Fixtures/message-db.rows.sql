INSERT INTO message_store.messages (global_position, position, time, stream_name, type, data, metadata, id) VALUES
  (1, 0, '2019-11-24 17:56:09.71594', 'someStream-123', 'SomeType', '{"attribute": "some value"}', '{"metaAttribute": "some meta value"}',
   '4b96f09e-0000-4000-8000-000000000001'),
  (2, 0, '2024-03-01 09:30:00', 'account:command-123', 'Withdraw', '{"amount": 5}', NULL, '4b96f09e-0000-4000-8000-000000000002'),
  (3, 0, '2024-03-01 09:30:01', 'account-123', 'Opened', '{"owner": "Jürgen Groß"}', NULL, '4b96f09e-0000-4000-8000-000000000003'),
  (4, 0, '2024-03-01 09:30:02', 'account:command+position-consumer', 'Recorded', '{"position": 2}', NULL, '4b96f09e-0000-4000-8000-000000000004'),
  (5, 1, '2024-03-01 09:30:03.123456', 'account-123', 'Closed', NULL, NULL, '4b96f09e-0000-4000-8000-000000000005'),
  (6, 0, '2024-03-01 09:30:04', 'account:snapshot-123', 'Recorded', '{"balance": 1}', NULL, '4b96f09e-0000-4000-8000-000000000006'),
  -- a type that is none of the three, a compound id, an id with a colon; position 7 is a gap
  (8, 0, '2024-03-01 09:30:05', 'account:audit-123+eu', 'Seen', '{"at": 12.50}', '{"correlationStreamName": "transfer-9"}',
   '4b96f09e-0000-4000-8000-000000000008'),
  (9, 0, '2024-03-01 09:30:06', 'order-a:command', 'Placed', '{}', '{}', '4b96f09e-0000-4000-8000-000000000009');
SELECT setval('message_store.messages_global_position_seq', 9);
