INSERT INTO stored_events (id, aggregate_uuid, aggregate_version, event_version, event_class, event_properties, meta_data, created_at) VALUES
  (1, 'ac000000-0000-4000-8000-000000000001', 1, 1, 'App\Events\AccountCreated', '{"name": "Zoë", "amount": 12.50}',
   '{"created-at": "2024-03-01 09:30:00", "stored-event-id": 1, "aggregate-root-uuid": "ac000000-0000-4000-8000-000000000001"}', '2024-03-01 09:30:00'),
  (2, 'ac000000-0000-4000-8000-000000000001', 2, 2, 'money_added', '{"amount": 1}', '{"created-at": "2024-03-01 09:31:00"}', '2024-03-01 09:31:00'),
  (4, NULL, NULL, 1, 'App\Events\Logged', '[]', '[]', '2024-03-01 09:32:00'),
  (5, NULL, NULL, 1, 'App\Events\Logged', '"text"', '{}', '2024-03-01 09:33:00');
SELECT setval('stored_events_id_seq', 5);
