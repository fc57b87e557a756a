INSERT INTO event_store (id, stream, playhead, event_id, event_name, event_payload, recorded_on, archived, custom_headers) VALUES
  (1, 'profile-1', 1, '018df9b0-7e01-7000-8000-000000000001', 'profile.created', '{"name":"Zoë","score":12.50}', '2024-03-01 09:30:00+00', true,
   '{"requestId":{"id":"2f9a"}}'),
  (2, 'profile-1', 2, '018df9b0-7e01-7000-8000-000000000002', 'profile.renamed', '{"name":"Jürgen"}', '2024-03-01 10:31:00+01', false, '[]'),
  (4, 'audit', NULL, '018df9b0-7e01-7000-8000-000000000004', 'audit.logged', '[]', '2024-03-01 09:32:00+00', false, '[]'),
  (5, 'audit', NULL, 'no-uuid', 'audit.logged', '"text"', '2024-03-01 09:33:00+00', false, '{}');
SELECT setval('event_store_id_seq', 5);
