import RefoldCore
import RefoldValues

extension StoredEvent {
    /// The event of a row that begins with all nine columns, in the layout's order, as texts.
    init(_ result: PostgresResult, _ row: Int) throws(RefoldError) {
        let (position, stream, type) = (result.integer(row, 0), result.text(row, 2), result.text(row, 4))
        let version = result.integer(row, 3)
        guard Self.versions.contains(version) else {
            throw .strangeVersion(version, at: .event(position: position, stream: stream, type: type))
        }
        guard let occurredAt = PostgresEventTime.read(result.text(row, 7)) else {
            throw PostgresEventTime.unreadable("occurred_at", position: position, stream: stream, type: type)
        }
        guard let recordedAt = PostgresEventTime.read(result.text(row, 8)) else {
            throw PostgresEventTime.unreadable("recorded_at", position: position, stream: stream, type: type)
        }
        self.init(
            position: position, stream: stream, version: version,
            event: NewEvent(
                id: result.text(row, 1), type: type, data: result.text(row, 5), metadata: result.text(row, 6), occurredAt: occurredAt,
                recordedAt: recordedAt))
    }
}
