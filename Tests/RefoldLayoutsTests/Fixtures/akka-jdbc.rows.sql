INSERT INTO event_journal (ordering, persistence_id, sequence_number, deleted, writer, write_timestamp, adapter_manifest, event_ser_id,
  event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload) VALUES
  (1, 'ShoppingCart|a1', 1, FALSE, 'w', 1709285400123, '', 33, 'shop.ShoppingCart$ItemAdded', convert_to('{"item":"Äpfel","price":12.50}', 'UTF8'), NULL, NULL, NULL),
  (2, 'ShoppingCart|a1', 2, TRUE, 'w', 1709285401000, '', 33, 'shop.ShoppingCart$ItemAdded', convert_to('{"item":"deleted"}', 'UTF8'), NULL, NULL, NULL),
  (3, 'ShoppingCart|a1', 3, FALSE, 'w', 1709285402000, '', 33, 'shop.ShoppingCart$CheckedOut', convert_to('{}', 'UTF8'), 33, 'shop.Meta',
   convert_to('{"ip":"::1"}', 'UTF8')),
  -- gzip, as the Jackson serializer compresses; Java serialization without a manifest
  (5, 'ShoppingCart|b2', 1, FALSE, 'w', 1709285403000, '', 33, 'shop.ShoppingCart$ItemAdded', '\x1f8b0800000000000000ab5602000300', NULL, NULL, NULL),
  (6, 'ShoppingCart|b2', 2, FALSE, 'w', 1709285404000, '', 1, '', '\xaced0005', NULL, NULL, NULL);
SELECT setval('event_journal_ordering_seq', 6);
