INSERT INTO event_store (id, stream, playhead, event, payload, recorded_on, new_stream_start, archived, custom_headers) VALUES
  (1, 'profile-1', 1, 'profile.created', '{"name":"Zoë","score":12.50}', '2024-03-01 09:30:00+00', false, true, '{"requestId":{"id":"2f9a"}}'),
  -- the stream was split here
  (2, 'profile-1', 2, 'profile.renamed', '{"name":"Jürgen"}', '2024-03-01 10:31:00+01', true, false, '[]'),
  (4, 'audit', NULL, 'audit.logged', '[]', '2024-03-01 09:32:00+00', false, false, '[]'),
  (5, 'audit', NULL, 'audit.logged', '"text"', '2024-03-01 09:33:00+00', false, false, '{}');
SELECT setval('event_store_id_seq', 5);
