import RefoldCommands
import RefoldCore
import RefoldValues

/// Events as a store would hold them, for aggregates and projections alike.
enum RecordedEvents {
    static let start = Timestamp("2024-03-01T09:30:00Z") ?? .first

    /// This many seconds after ``start``.
    static func time(_ seconds: Int) -> Timestamp { Timestamp(microseconds: start.microseconds + Int64(seconds) * 1_000_000) ?? start }

    /// The event with a version, and a time of as many seconds.
    static func stored(_ type: String, _ data: String, stream: String, version: Int64) -> StoredEvent {
        let time = time(Int(version))
        return StoredEvent(
            position: version, stream: stream, version: version,
            event: NewEvent(id: "\(stream)#\(version)", type: type, data: data, occurredAt: time, recordedAt: time))
    }

    static func stored(_ event: some DomainEvent, version: Int64) -> StoredEvent {
        stored(event.type, event.data, stream: event.stream, version: version)
    }
}
