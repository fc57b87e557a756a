import RefoldCore
import RefoldStores
import RefoldValues

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

    /// What the events of a stream have made of its row so far.
    public enum State {
        /// The row, alone in a block, its computed columns worked out.
        case row(RowBlock)
        /// There is no row: not yet, or deleted.
        case none
        /// It cannot be told: the projection could not take this event or one before it, or a computed column cannot be worked out here.
        case unknown
    }

    /// Folds the events of a stream from its first one on.
    ///
    /// - Parameter visit: receives each event, those that the projection does not read among them, and the state after it.
    /// - Returns: the first event that the projection cannot take, else a row behind the last event that cannot be worked out, as a
    ///   failure, and the versions that are missing, as a refusal where there is no failure; nil if a run takes the stream and all of it
    ///   is there. The events behind the first are visited all the same: what happened is known even where what came of it is not.
    /// - Throws: what `visit` throws, and where the events cannot be read.
    public func read(_ stream: String, _ visit: (StoredEvent, State) throws(RefoldError) -> Void) throws(RefoldError) -> RefoldError? {
        let fold = StreamFold(projection)
        var poison: RefoldError?
        // Later events may mend it.
        var incomplete: RefoldError?
        var gaps = VersionGaps()
        try events.read(stream, through: .max) { (stored) throws(RefoldError) in
            gaps.add(stored.version)
            var state = State.unknown
            if poison == nil {
                do throws(RefoldError) {
                    try fold.add(stored)
                    try fold.finish()
                } catch {
                    poison = error
                }
            }
            if poison == nil {
                do throws(RefoldError) {
                    state = try Self.state(of: fold, projection)
                    incomplete = nil
                } catch {
                    incomplete = error
                }
            }
            try visit(stored, state)
        }
        guard var failure = poison ?? incomplete else { return gaps.error(in: stream) }
        failure.faults += gaps.error(in: stream)?.faults ?? []
        return failure
    }

    private static func state(of fold: StreamFold, _ projection: Projection) throws(RefoldError) -> State {
        var state = State.none
        try fold.forEach { (row) throws(RefoldError) in
            try projection.complete(&row)
            let block = RowBlock(columnCount: projection.layout.columns.count, capacity: 1024)
            block.append(row)
            state = .row(block)
        }
        return state
    }
}
