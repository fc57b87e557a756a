-- :stream is a uuid.
INSERT INTO events (uuid, playhead, payload, metadata, recorded_on, type) VALUES (CAST(:stream AS uuid), CAST(:version AS int), '{"class":"Shop\\OrderPlaced","payload":' || :data || '}', '{"class":"Broadway\\Domain\\Metadata","payload":[]}', :time, :type);
