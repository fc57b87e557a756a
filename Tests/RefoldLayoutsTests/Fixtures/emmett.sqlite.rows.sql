INSERT INTO emt_streams (stream_id, stream_position, partition, stream_type, stream_metadata, is_archived) VALUES
  ('cart-1', 3, 'emt:default', 'cart', '[]', 0), ('cart-2', 1, 'emt:default', 'cart', '[]', 0);
INSERT INTO emt_messages (global_position, stream_id, stream_position, partition, message_kind, message_data, message_metadata,
  message_schema_version, message_type, message_id, is_archived, created) VALUES
  (1, 'cart-1', 1, 'emt:default', 'E', '{"sku":"A-1","price":12.50}', '{"streamName":"cart-1"}', '0', 'ProductAdded',
   'e0000000-0000-4000-8000-000000000001', 0, '2024-03-01 09:30:00'),
  (2, 'cart-2', 1, 'emt:default', 'E', '{"sku":"Ä-2"}', '{}', '0', 'ProductAdded', 'e0000000-0000-4000-8000-000000000002', 0, '2024-03-01 09:31:00'),
  (3, 'cart-1', 2, 'emt:default', 'C', '{}', '{}', '1', 'ConfirmCart', 'e0000000-0000-4000-8000-000000000003', 0, '2024-03-01 09:31:01'),
  (4, 'cart-9', 1, 'emt:default', 'E', '{"sku":"old"}', '{}', '0', 'ProductAdded', 'e0000000-0000-4000-8000-000000000004', 1, '2024-03-01 09:31:02'),
  (6, 'cart-1', 3, 'emt:default', 'E', '{}', '{"traceId":"4bf9"}', '2', 'CartConfirmed', 'e0000000-0000-4000-8000-000000000006', 0,
   '2024-03-01 09:32:00');
