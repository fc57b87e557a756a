INSERT INTO streams (id, id_original, id_internal, version, position) VALUES
  ('$position', '$position', 1, -1, 5), ('a1', 'order-1', 2, 1, 4), ('a2', '$$order-1', 3, 0, 1), ('a3', '$deleted', 4, 0, 3), ('a4', '$dollar', 5, 0, 5);
INSERT INTO messages (stream_id_internal, stream_version, position, event_id, created_utc, type, json_data, json_metadata) VALUES
  (2, 0, 0, 'EA000000-0000-4000-8000-000000000000', '2024-03-01 09:30:00.1234567', 'OrderPlaced', '{"customer":"Jürgen","total":12.50}', '{"user":"u"}'),
  (3, 0, 1, 'EA000000-0000-4000-8000-000000000001', '2024-03-01 09:30:01', '$stream-metadata', '{"MaxAge":60}', NULL),
  (4, 0, 3, 'EA000000-0000-4000-8000-000000000003', '2024-03-01 09:31:00', '$stream-deleted', '{"StreamId":"order-2"}', NULL),
  (2, 1, 4, 'EA000000-0000-4000-8000-000000000004', '2024-03-01 09:32:00.5', 'OrderShipped', '{}', ''),
  (5, 0, 5, 'EA000000-0000-4000-8000-000000000005', '2024-03-01 09:33:00', 'Odd', '[]', NULL);
