INSERT INTO aggregate_event_entry (global_index, aggregate_type, aggregate_identifier, aggregate_sequence_number, type, version, timestamp,
  payload, metadata, identifier) VALUES
  (1, 'Course', 'course-1', 0, 'courses.CourseCreated', '0.0.1', '2024-03-01T09:30:00.123Z',
   lo_from_bytea(0, convert_to('{"name":"Äpfel","seats":10}', 'UTF8')), lo_from_bytea(0, convert_to('{"traceId":"4bf9"}', 'UTF8')),
   'e9000000-0000-4000-8000-000000000001'),
  (2, 'Course', 'course-1', 1, 'courses.CourseRenamed', '2.0.0', '2024-03-01T10:31:00.000001+01:00',
   lo_from_bytea(0, convert_to('{"name":"B"}', 'UTF8')), NULL, 'e9000000-0000-4000-8000-000000000002'),
  -- of no aggregate
  (4, NULL, NULL, NULL, 'courses.Logged', '0.0.1', '2024-03-01T09:32:00Z', lo_from_bytea(0, convert_to('{"text":"x"}', 'UTF8')),
   lo_from_bytea(0, convert_to('{}', 'UTF8')), 'e9000000-0000-4000-8000-000000000004'),
  -- CBOR
  (5, 'Course', 'course-2', 0, 'courses.CourseCreated', '0.0.1', '2024-03-01T09:33:00.000Z', lo_from_bytea(0, '\xbf616101ff'), NULL,
   'e9000000-0000-4000-8000-000000000005');
SELECT setval('"aggregate-event-global-index-sequence"', 5);
