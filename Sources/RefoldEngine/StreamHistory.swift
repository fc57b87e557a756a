import RefoldCore

/// What one stream's events made of its row, one after the other: for audit trails, not for whole stores.
public struct StreamHistory {
    private let projection: Projection
    private let events: any EventStore

    /// - Parameter projection: keyed by stream. One with a rollup shows the rows that it adds up, in the shape ``Projection/rowSchema``.
    public init(of projection: Projection, in events: any EventStore) {
        precondition(projection.isKeyedByStream, "a history follows one stream")
        self.projection = projection
        self.events = events
    }

    /// Folds the events of a stream from its first one on.
    ///
    /// - Parameter visit: receives each event, those that the projection does not read among them, and the row after it, alone in a
    ///   block, its computed columns worked out; nil where there is none: not yet, or deleted.
    /// - Returns: the number of events.
    /// - Throws: what `visit` throws, and `.failed` with the event that the projection cannot take.
    @discardableResult
    public func read(_ stream: String, _ visit: (StoredEvent, RowBlock?) throws(RefoldError) -> Void) throws(RefoldError) -> Int {
        let fold = StreamFold(projection)
        var count = 0
        try events.read(stream, through: .max) { (stored) throws(RefoldError) in
            try fold.add(stored)
            try fold.finish()
            var row: RowBlock?
            try fold.forEach { (found) throws(RefoldError) in
                try projection.complete(&found)
                let block = RowBlock(columnCount: projection.layout.columns.count, capacity: 1024)
                block.append(found)
                row = block
            }
            try visit(stored, row)
            count += 1
        }
        return count
    }
}
