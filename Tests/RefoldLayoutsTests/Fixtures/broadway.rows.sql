INSERT INTO events (id, uuid, playhead, payload, metadata, recorded_on, type) VALUES
  (1, 'a7000000-0000-4000-8000-000000000001', 0, '{"class":"App\\Basket\\Created","payload":{"id":"a7","owner":"Zo\u00eb","price":12.50}}',
   '{"class":"Broadway\\Domain\\Metadata","payload":{"ip":"::1"}}', '2024-03-01T09:30:00.123456+00:00', 'App.Basket.Created'),
  (2, 'a7000000-0000-4000-8000-000000000001', 1, '{"class":"App\\Basket\\Emptied","payload":[]}',
   '{"class":"Broadway\\Domain\\Metadata","payload":[]}', '2024-03-01T10:31:00.000000+01:00', 'App.Basket.Emptied'),
  -- the reflection serializer: wrapped at any depth
  (4, 'a7000000-0000-4000-8000-000000000001', 2,
   '{"class":"App\\Basket\\Added","payload":{"lines":[{"class":"App\\Line","payload":{"sku":"A","money":{"class":"App\\Money","payload":{"cents":5}}}}]}}',
   '{"class":"Broadway\\Domain\\Metadata","payload":[]}', '2024-03-01T09:32:00.000000+00:00', 'App.Basket.Added'),
  -- json_encode had failed: an empty text
  (5, 'a7000000-0000-4000-8000-000000000002', 0, '', '[]', '2024-03-01T09:33:00.000000+00:00', 'App.Basket.Created');
SELECT setval('events_id_seq', 5);
