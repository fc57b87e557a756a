INSERT INTO emt_streams (stream_id, stream_position, stream_type, stream_metadata) VALUES
  ('cart-1', 3, 'cart', '{}'), ('cart-2', 2, 'cart', '{}'), ('cart-3', 1, 'cart', '{}');
INSERT INTO emt_messages (stream_id, stream_position, global_position, transaction_id, created, is_archived, message_kind, message_schema_version,
  message_id, message_type, message_data, message_metadata) VALUES
  ('cart-1', 1, 1, '10', '2024-03-01 09:30:00.123456+00', FALSE, 'E', '1', 'e0000000-0000-4000-8000-000000000001', 'ProductAdded',
   '{"sku": "A-1", "price": 12.50}', '{"streamName": "cart-1", "messageId": "e0000000-0000-4000-8000-000000000001"}'),
  -- this transaction is younger, but took the lower position: it comes last
  ('cart-2', 1, 2, '12', '2024-03-01 10:31:00+01', FALSE, 'E', '1', 'e0000000-0000-4000-8000-000000000002', 'ProductAdded',
   '{"sku": "Ä-2"}', '{}'),
  ('cart-1', 2, 3, '11', '2024-03-01 09:31:01+00', FALSE, 'E', '1', 'e0000000-0000-4000-8000-000000000003', 'ProductRemoved',
   '{"sku": "A-1"}', '{}'),
  ('cart-1', 3, 4, '11', '2024-03-01 09:31:01+00', FALSE, 'C', '1', 'e0000000-0000-4000-8000-000000000004', 'ConfirmCart', '{}', '{}'),
  ('cart-9', 1, 5, '11', '2024-03-01 09:31:01+00', TRUE, 'E', '1', 'e0000000-0000-4000-8000-000000000005', 'ProductAdded', '{"sku": "old"}', '{}'),
  ('cart-2', 2, 7, '13', '2024-03-01 09:32:00+00', FALSE, 'E', '1', 'an-id-that-is-no-uuid', 'CartConfirmed', '{}', '{"traceId": "4bf9"}');
SELECT setval('emt_global_message_position', 8);
