INSERT INTO bankaccounts_events (originator_id, originator_version, topic, state, notification_id) VALUES
  ('73eca748-a744-5b2d-8a3b-a5c62c6f7486', 1, 'bank_domain:BankAccount.Opened', convert_to('{"timestamp":{"_type_":"datetime_iso",
   "_data_":"2024-03-01T09:30:00.123456+00:00"},"originator_topic":"bank_domain:BankAccount","holder":"Björn Åkesson"}', 'UTF8'), 1),
  ('73eca748-a744-5b2d-8a3b-a5c62c6f7486', 2, 'bank_domain:BankAccount.Deposited', convert_to('{"timestamp":{"_type_":"datetime_iso",
   "_data_":"2024-03-01T10:30:01+01:00"},"amount":{"_type_":"decimal_str","_data_":"120.50"},"parts":[{"_type_":"decimal_str","_data_":"1"},
   {"_type_":"money","_data_":{"amount":{"_type_":"decimal_str","_data_":"2.0"},"currency":"EUR"}}]}', 'UTF8'), 2),
  ('98490ec8-8829-5371-ac3b-e360906b13cd', 1, 'bank_domain:BankAccount.Opened', convert_to('{"timestamp":{"_type_":"datetime_iso",
   "_data_":"2024-03-01T09:30:02+00:00"},"id":{"_type_":"uuid_hex","_data_":"98490ec888295371ac3be360906b13cd"},
   "odd":{"_type_":"x","_data_":1,"more":2}}', 'UTF8'), 4),
  -- compressed by zlib
  ('98490ec8-8829-5371-ac3b-e360906b13cd', 2, 'bank_domain:BankAccount.Closed', '\x789cab56020000af007c', 5);
INSERT INTO bankaccounts_snapshots VALUES ('73eca748-a744-5b2d-8a3b-a5c62c6f7486', 2, 'eventsourcing.domain:Snapshot', convert_to('{}', 'UTF8'));
SELECT setval('bankaccounts_events_notification_id_seq', 5);
