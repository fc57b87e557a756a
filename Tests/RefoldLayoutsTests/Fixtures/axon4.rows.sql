INSERT INTO DomainEventEntry (globalIndex, aggregateIdentifier, sequenceNumber, type, eventIdentifier, metaData, payload, payloadRevision,
  payloadType, timeStamp) VALUES
  (1, 'card-1', 0, 'GiftCard', 'e8000000-0000-4000-8000-000000000001', convert_to('{"traceId":"4bf9"}', 'UTF8'),
   convert_to('{"id":"card-1","owner":"Jürgen","amount":12.50}', 'UTF8'), '1.0', 'shop.CardIssued', '2024-03-01T09:30:00.123Z'),
  (2, 'card-1', 1, 'GiftCard', 'e8000000-0000-4000-8000-000000000002', convert_to('{}', 'UTF8'), convert_to('{"amount":1}', 'UTF8'), NULL,
   'shop.CardRedeemed', '2024-03-01T10:31:00.123456+01:00'),
  -- an event of no aggregate
  (4, 'e8000000-0000-4000-8000-000000000004', 0, NULL, 'e8000000-0000-4000-8000-000000000004', NULL, convert_to('{"text":"x"}', 'UTF8'), NULL,
   'shop.Logged', '2024-03-01T09:32:00Z'),
  -- XStream
  (5, 'card-2', 0, 'GiftCard', 'e8000000-0000-4000-8000-000000000005', convert_to('<meta-data/>', 'UTF8'),
   convert_to('<shop.CardIssued><id>card-2</id></shop.CardIssued>', 'UTF8'), NULL, 'shop.CardIssued', '2024-03-01T09:33:00.000Z'),
  (6, 'card-2', 1, 'GiftCard', 'e8000000-0000-4000-8000-000000000006', NULL, '\xaced0005', NULL, 'shop.CardRedeemed', '2024-03-01T09:34:00.000Z');
SELECT setval('domainevententry_globalindex_seq', 6);
