INSERT INTO eventuous.streams (stream_id, stream_name, version) OVERRIDING SYSTEM VALUE VALUES (1, 'Booking-1', 1), (2, '__tombstones__', 0), (3, 'Booking-2', 0);
INSERT INTO eventuous.messages (message_id, message_type, stream_id, stream_position, global_position, json_data, json_metadata, created)
OVERRIDING SYSTEM VALUE VALUES
  ('ed000000-0000-4000-8000-000000000001', 'V1.RoomBooked', 1, 0, 1, '{"guestId": "Jürgen", "price": 12.50}', '{"eventuous.correlation-id": "c1"}', '2024-03-01 09:30:00.123456'),
  ('ed000000-0000-4000-8000-000000000002', 'tombstone', 2, 0, 2, '{}', '{}', '2024-03-01 09:30:30'),
  ('ed000000-0000-4000-8000-000000000003', 'V1.BookingPaid', 1, 1, 3, '{}', NULL, '2024-03-01 09:31:00'),
  (NULL, 'V1.RoomBooked', 3, 0, 5, '{"guestId": null}', '{}', '2024-03-01 09:32:00');
SELECT setval(pg_get_serial_sequence('eventuous.messages', 'global_position'), 5), setval(pg_get_serial_sequence('eventuous.streams', 'stream_id'), 3);
