extension EventBatch {
    /// Adds an event with all its columns, its type's name looked up among ``typeNames`` or added to them. The caller asked
    /// ``isFull(for:)`` first.
    public func append(_ stored: StoredEvent) {
        let event = stored.event
        let type = typeNames.firstIndex(ofExactly: event.type) ?? typeNames.count
        if type == typeNames.count { typeNames.append(event.type) }
        append(
            EventHead(
                position: stored.position, version: stored.version, type: UInt32(type), stream: copy(stored.stream), data: copy(event.data),
                occurredAt: event.occurredAt, recordedAt: event.recordedAt, id: copy(event.id), metadata: copy(event.metadata)))
    }
}

extension StoredEvent {
    /// The bytes that the event takes in a batch, without its head.
    public var byteCount: Int { stream.utf8.count + event.data.utf8.count + event.id.utf8.count + event.metadata.utf8.count }
}
