INSERT INTO events (id, uuid, playhead, payload, metadata, recorded_on, type) VALUES
  (1, '\xa7000000000040008000000000000001', 0, '{"class":"App\\Basket\\Created","payload":{"id":"a7"}}', '{"class":"Broadway\\Domain\\Metadata","payload":[]}',
   '2024-03-01T09:30:00.123456+00:00', 'App.Basket.Created');
SELECT setval('events_id_seq', 1);
