INSERT INTO eventstore (id, aggregate, aggregate_id, playhead, event, payload, recorded_on, new_stream_start, archived, custom_headers) VALUES
  (1, 'profile', 'a5000000-0000-4000-8000-000000000001', 1, 'profile.created', '{"name":"Zoë"}', '2024-03-01 09:30:00+00', false, true, '{"requestId":{"id":"2f9a"}}'),
  (2, 'profile', 'a5000000-0000-4000-8000-000000000001', 2, 'profile.renamed', '{"name":"Jürgen","score":12.50}', '2024-03-01 10:31:00+01', true, false, '[]'),
  (3, 'hotel', 'a5000000-0000-4000-8000-000000000001', 1, 'hotel.created', '[]', '2024-03-01 09:32:00+00', false, false, '[]'),
  (5, 'hotel', 'a5000000-0000-4000-8000-000000000001', 2, 'hotel.sealed', '"text"', '2024-03-01 09:33:00+00', false, false, '{}');
SELECT setval('eventstore_id_seq', 5);
