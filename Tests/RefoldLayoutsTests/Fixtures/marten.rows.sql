INSERT INTO mt_streams (id, type, version, is_archived) VALUES
  ('018df9b0-7e00-4c3a-9a11-000000000001', 'bank_account', 5, false),
  ('018df9b0-7e00-4c3a-9a11-000000000002', 'bank_account', 1, true),
  ('00000000-0000-0000-0000-00000000dead', NULL, 0, false);
INSERT INTO mt_events (seq_id, id, stream_id, version, data, bdata, type, timestamp, mt_dotnet_type, headers, is_skipped, is_archived) VALUES
  (1, '018df9b0-7e01-7000-8000-000000000001', '018df9b0-7e00-4c3a-9a11-000000000001', 1, '{"Owner": "Ana Ruiz", "Currency": "EUR"}', NULL,
   'account_opened', '2024-03-01 09:30:00.123456+00', 'Bank.AccountOpened, Bank', '{"last-modified-by": "ana"}', false, false),
  (2, '018df9b0-7e01-7000-8000-000000000002', '018df9b0-7e00-4c3a-9a11-000000000002', 1, '{"Owner": "Björn", "Currency": "SEK"}', NULL,
   'account_opened', '2024-03-01 10:31:00+01', 'Bank.AccountOpened, Bank', NULL, false, true),
  (3, '018df9b0-7e01-7000-8000-000000000003', '018df9b0-7e00-4c3a-9a11-000000000001', 2, '{"At": "2024-03-01T09:31:30.5+00:00", "Amount": 120.50}',
   NULL, 'amount_deposited', '2024-03-01 09:31:30.5+00', 'Bank.AmountDeposited, Bank', NULL, false, false),
  -- a tombstone: the version is the position
  (4, '018df9b0-7e01-7000-8000-000000000004', '00000000-0000-0000-0000-00000000dead', 4, '{}', NULL,
   'tombstone', '2024-03-01 09:32:00+00', 'JasperFx.Events.Tombstone, JasperFx.Events', NULL, false, false),
  -- a binary payload: data is an empty object, the bytes are in bdata
  (6, '018df9b0-7e01-7000-8000-000000000006', '018df9b0-7e00-4c3a-9a11-000000000001', 3, '{}', '\x02050c80',
   'trip_started', '2024-03-01 09:33:00.000001+00', 'Bank.TripStarted, Bank', NULL, false, false),
  -- an event that the operator has marked to be skipped
  (7, '018df9b0-7e01-7000-8000-000000000007', '018df9b0-7e00-4c3a-9a11-000000000001', 4, '{"Amount": 1}', NULL,
   'amount_deposited', '2024-03-01 09:34:00+00', 'Bank.AmountDeposited, Bank', NULL, true, false),
  (8, '018df9b0-7e01-7000-8000-000000000008', '018df9b0-7e00-4c3a-9a11-000000000001', 5, '{}', NULL,
   'account_closed', '2024-03-01 09:35:00+00', 'Bank.AccountClosed, Bank', '{}', NULL, NULL);
SELECT setval('mt_events_sequence', 8);
INSERT INTO mt_event_progression (name, last_seq_id) VALUES ('HighWaterMark', 4);
