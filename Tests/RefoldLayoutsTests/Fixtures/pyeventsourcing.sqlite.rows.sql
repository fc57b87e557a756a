INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state) VALUES
  (1, '73eca748a7445b2d8a3ba5c62c6f7486', 1, 'bank_domain:BankAccount.Opened', CAST('{"timestamp":{"_type_":"datetime_iso","_data_":"2024-03-01T09:30:00.123456+00:00"},"originator_topic":"bank_domain:BankAccount","holder":"Björn Åkesson"}' AS BLOB)),
  (2, '73eca748a7445b2d8a3ba5c62c6f7486', 2, 'bank_domain:BankAccount.Deposited', CAST('{"timestamp":{"_type_":"datetime_iso","_data_":"2024-03-01T10:30:01+01:00"},"amount":{"_type_":"decimal_str","_data_":"120.50"}}' AS BLOB)),
  (4, '98490ec888295371ac3be360906b13cd', 1, 'bank_domain:BankAccount.Opened', CAST('{"timestamp":{"_type_":"datetime_iso","_data_":"2024-03-01T09:30:02+00:00"},"holder":"李雷"}' AS BLOB)),
  (5, '98490ec888295371ac3be360906b13cd', 2, 'bank_domain:BankAccount.Closed', X'789cab56020000af007c');
INSERT INTO stored_snapshots VALUES ('73eca748a7445b2d8a3ba5c62c6f7486', 2, 'eventsourcing.domain:Snapshot', CAST('{}' AS BLOB));
