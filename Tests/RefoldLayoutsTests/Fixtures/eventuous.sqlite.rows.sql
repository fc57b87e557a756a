INSERT INTO eventuous_streams (stream_id, stream_name, version) VALUES (1, 'Booking-1', 1), (2, 'Booking-2', 0);
INSERT INTO eventuous_messages (global_position, message_id, message_type, stream_id, stream_position, json_data, json_metadata, created) VALUES
  (1, 'ed000000-0000-4000-8000-000000000001', 'V1.RoomBooked', 1, 0, '{"guestId":"Jürgen","price":12.50}', '{"eventuous.correlation-id":"c1"}', '2024-03-01T09:30:00.1234567Z'),
  (2, 'ed000000-0000-4000-8000-000000000003', 'V1.BookingPaid', 1, 1, '{}', NULL, '2024-03-01T09:31:00.0000000Z'),
  (4, 'ed000000-0000-4000-8000-000000000004', 'V1.RoomBooked', 2, 0, '{"guestId":null}', '{}', '2024-03-01T09:32:00Z'),
  (5, 'ed000000-0000-4000-8000-000000000005', 'V1.RoomBooked', 2, 1, 'AAEC', '{}', '2024-03-01T09:33:00.5000000Z');
