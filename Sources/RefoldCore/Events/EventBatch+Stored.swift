extension EventBatch {
    /// Adds an event with all its columns, and its type's name to ``typeNames`` if it is missing. The list is searched linearly, so use it
    /// for few types. Call ``isFull(for:)`` first.
    public func append(_ stored: StoredEvent) {
        let type = typeNames.firstIndex(ofExactly: stored.event.type) ?? typeNames.count
        if type == typeNames.count { typeNames.append(stored.event.type) }
        append(stored, type: UInt32(truncatingIfNeeded: type))
    }

    /// Adds an event with all its columns. Call ``isFull(for:)`` first.
    ///
    /// - Parameter type: the number of the event's type in ``typeNames``.
    public func append(_ stored: StoredEvent, type: UInt32) {
        let event = stored.event
        append(
            EventHead(
                position: stored.position, version: stored.version, type: type, stream: copy(stored.stream), data: copy(event.data),
                occurredAt: event.occurredAt, recordedAt: event.recordedAt, id: copy(event.id), metadata: copy(event.metadata)))
    }
}

extension EventBatch {
    /// An event of the batch, with the columns that the scan requested.
    public func storedEvent(_ index: Int) -> StoredEvent {
        let head = self[index]
        return StoredEvent(
            position: head.position, stream: text(head.stream), version: head.version,
            event: NewEvent(
                id: text(head.id), type: typeNames[Int(head.type)], data: text(head.data), metadata: text(head.metadata),
                occurredAt: head.occurredAt, recordedAt: head.recordedAt))
    }
}

extension StoredEvent {
    /// The bytes that the event takes in a batch, excluding its head.
    public var byteCount: Int { stream.utf8.count + event.data.utf8.count + event.id.utf8.count + event.metadata.utf8.count }
}
