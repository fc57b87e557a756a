INSERT INTO streams (id, id_original, id_internal, version, position, max_age) VALUES
  ('a1', 'order-1', 1, 1, 4, 60), ('a2', '$$order-1', 2, 0, 1, NULL), ('a3', '$deleted', 3, 0, 3, NULL), ('a4', '$dollar', 4, 0, 5, NULL);
INSERT INTO messages (stream_id_internal, stream_version, position, message_id, created_utc, type, json_data, json_metadata) VALUES
  (1, 0, 0, 'ea000000-0000-4000-8000-000000000000', '2024-03-01 09:30:00.123456', 'OrderPlaced', '{"customer": "Jürgen", "total": 12.50}', '{"user": "u"}'),
  (2, 0, 1, 'ea000000-0000-4000-8000-000000000001', '2024-03-01 09:30:01', '$stream-metadata', '{"MaxAge": 60}', NULL),
  (3, 0, 3, 'ea000000-0000-4000-8000-000000000003', '2024-03-01 09:31:00', '$stream-deleted', '{"StreamId": "order-2"}', NULL),
  (1, 1, 4, 'ea000000-0000-4000-8000-000000000004', '2024-03-01 09:32:00', 'OrderShipped', '{}', NULL),
  (4, 0, 5, 'ea000000-0000-4000-8000-000000000005', '2024-03-01 09:33:00', 'Odd', '[]', 'null');
SELECT setval('messages_seq', 5), setval('streams_seq', 4);
