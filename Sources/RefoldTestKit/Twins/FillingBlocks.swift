// Unsafe here: copies the bytes of strings into a batch.
import RefoldCore

extension EventBatch {
    /// Adds an event with all its columns, its type's name looked up in `names` or added to them.
    public func append(_ stored: StoredEvent, names: inout [String]) {
        let type = names.firstIndex(of: stored.event.type) ?? names.count
        if type == names.count { names.append(stored.event.type) }
        func copied(_ text: String) -> ByteRange {
            let bytes = Array(text.utf8)
            return unsafe bytes.withUnsafeBytes { unsafe copy($0) }
        }
        append(
            EventHead(
                position: stored.position, version: stored.version, type: UInt32(type), stream: copied(stored.stream),
                data: copied(stored.event.data), occurredAt: stored.event.occurredAt, recordedAt: stored.event.recordedAt,
                id: copied(stored.event.id), metadata: copied(stored.event.metadata)))
    }
}

extension RowBlock {
    /// Sets a column of the row begun last.
    func set(_ column: Int, to cell: InMemorySnapshot.Cell) {
        switch cell {
        case .null: break
        case .units(let value): set(column, to: value)
        case .text(let text): unsafe Array(text.utf8).withUnsafeBytes { unsafe set(column, copying: $0) }
        }
    }
}
