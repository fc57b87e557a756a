// Unsafe here: exchanges the memory blocks of two batches, and rewrites heads in place.

extension EventBatch {
    /// An empty batch with the same capacities.
    public func emptyTwin() -> EventBatch { EventBatch(events: headCapacity, byteCapacity: byteCapacity) }

    /// Swaps the contents of two batches without copying an event.
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

    /// Replaces the type number of every event by its number in another list of names.
    ///
    /// - Parameter numbers: the new number for each present number; covers at least the numbers that the heads use.
    public func renumberTypes(_ numbers: [UInt32]) {
        for event in 0..<count { unsafe heads[event].type = numbers[Int(heads[event].type)] }
    }
}
