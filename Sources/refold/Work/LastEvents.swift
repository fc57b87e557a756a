import RefoldCore

/// The last events of a stream with the rows after them, as they come by.
struct LastEvents {
    typealias Entry = (stored: StoredEvent, row: RowBlock?)

    private let limit: Int
    private var entries: [Entry] = []

    /// - Parameter limit: how many events are kept; at least 1.
    init(_ limit: Int) { self.limit = limit }

    mutating func add(_ stored: StoredEvent, _ row: RowBlock?) {
        entries.append((stored, row))
        // In steps, so that each event is moved a few times at most; one more than is wanted, for the row before the first.
        if entries.count / 2 > limit { entries.removeFirst(entries.count - limit - 1) }
    }

    var kept: ArraySlice<Entry> { entries.suffix(limit) }

    /// The row that the first of the kept events met.
    var rowBefore: RowBlock? { entries.dropLast(limit).last?.row }
}
