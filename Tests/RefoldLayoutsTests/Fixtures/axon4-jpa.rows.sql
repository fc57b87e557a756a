INSERT INTO domain_event_entry (global_index, aggregate_identifier, sequence_number, type, event_identifier, meta_data, payload, payload_revision,
  payload_type, time_stamp) VALUES
  (1, 'card-1', 0, 'GiftCard', 'e8000000-0000-4000-8000-000000000001', lo_from_bytea(0, convert_to('{"traceId":"4bf9"}', 'UTF8')),
   lo_from_bytea(0, convert_to('{"id":"card-1","owner":"Jürgen","amount":12.50}', 'UTF8')), '1.0', 'shop.CardIssued', '2024-03-01T09:30:00.123Z'),
  (2, 'card-1', 1, 'GiftCard', 'e8000000-0000-4000-8000-000000000002', lo_from_bytea(0, convert_to('{}', 'UTF8')),
   lo_from_bytea(0, convert_to('{"text":"' || repeat('ä', 3000) || '"}', 'UTF8')), NULL, 'shop.CardRedeemed', '2024-03-01T10:31:00+01:00'),
  (51, 'e8000000-0000-4000-8000-000000000004', 0, NULL, 'e8000000-0000-4000-8000-000000000004', NULL,
   lo_from_bytea(0, convert_to('{"text":"x"}', 'UTF8')), NULL, 'shop.Logged', '2024-03-01T09:32:00Z'),
  (52, 'card-2', 0, 'GiftCard', 'e8000000-0000-4000-8000-000000000005', lo_from_bytea(0, convert_to('<meta-data/>', 'UTF8')),
   lo_from_bytea(0, convert_to('<shop.CardIssued><id>card-2</id></shop.CardIssued>', 'UTF8')), NULL, 'shop.CardIssued', '2024-03-01T09:33:00.000Z');
SELECT setval('domain_event_entry_seq', 101);
