INSERT INTO stored_events (aggregate_uuid, aggregate_version, event_version, event_class, event_properties, meta_data, created_at) VALUES (:stream, :version, 1, :type, :data, '{}', substr(:time, 1, 19));
UPDATE stored_events SET meta_data = json_object('stored-event-id', id) WHERE id = last_insert_rowid();
