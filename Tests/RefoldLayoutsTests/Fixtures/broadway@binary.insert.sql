-- :stream is a uuid.
INSERT INTO events (uuid, playhead, payload, metadata, recorded_on, type) VALUES (decode(replace(:stream, '-', ''), 'hex'), CAST(:version AS int), '{"class":"Shop\\OrderPlaced","payload":' || :data || '}', '{"class":"Broadway\\Domain\\Metadata","payload":[]}', :time, :type);
