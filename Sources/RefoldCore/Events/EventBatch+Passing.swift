// Unsafe here: exchanges the blocks of memory of two batches, and rewrites heads where they lie.

extension EventBatch {
    /// An empty batch for as many events and bytes.
    public func emptyTwin() -> EventBatch { EventBatch(events: headCapacity, byteCapacity: byteCapacity) }

    /// Gives each of two batches what the other holds, without copying an event.
    public func exchangeContents(with other: EventBatch) {
        unsafe swap(&bytes, &other.bytes)
        swap(&byteCapacity, &other.byteCapacity)
        swap(&byteCount, &other.byteCount)
        unsafe swap(&heads, &other.heads)
        swap(&eventCount, &other.eventCount)
        swap(&headCapacity, &other.headCapacity)
        (typeNames, other.typeNames) = (other.typeNames, typeNames)
        (through, other.through) = (other.through, through)
    }

    /// Gives every event the number of its type in another list of names.
    ///
    /// - Parameter numbers: the new number of each of the present ones; at least as many as the heads use.
    public func renumberTypes(_ numbers: [UInt32]) {
        for event in 0..<count { unsafe heads[event].type = numbers[Int(heads[event].type)] }
    }
}
