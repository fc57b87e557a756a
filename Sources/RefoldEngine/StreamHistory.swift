import RefoldCore
import RefoldStores
import RefoldValues

/// The states of one stream's row, event by event: for audit trails, not for whole stores.
public struct StreamHistory {
    private let projection: Projection
    private let events: any EventStore
    private var dropped: [Position: DroppedEvent] = [:]

    /// - Parameters:
    ///   - projection: keyed by stream. If it has a rollup, the rows shown are those that it adds up, in the shape ``Projection/rowSchema``.
    ///   - dropped: events that projections leave out; those of others do not count.
    public init(of projection: Projection, in events: any EventStore, dropped: [DroppedEvent] = []) {
        precondition(projection.isKeyedByStream, "a history follows one stream")
        self.projection = projection
        self.events = events
        for event in dropped where event.projection == projection.name { self.dropped[event.position] = event }
    }

    /// The row of a stream after an event.
    public enum State {
        /// The row, alone in a block, with its computed columns.
        case row(RowBlock)
        /// There is no row: not yet, or it was deleted.
        case none
        /// The event was dropped for this projection, for a reason that a person gave: the row is as before it, nil if there is none or it is
        /// unknown.
        case dropped(because: String, RowBlock?)
        /// Unknown: the projection could not take this event or an earlier one, or a computed column failed here.
        case unknown
    }

    /// Folds the events of a stream from the first one on, without those that were dropped.
    ///
    /// - Parameter visit: receives each event, including those that the projection does not read, and the state after it.
    /// - Returns: the first of: the error of the first event that the projection cannot take, as a failure; the error of the row after the
    ///   last event, as a failure; the missing versions, as a refusal. Nil if a run can take the stream and no version is missing. The
    ///   events after a failed one are visited too, because what happened is known even if the row is not.
    /// - Throws: what `visit` throws, and the store's error if the events cannot be read.
    public func read(_ stream: String, _ visit: (StoredEvent, State) throws(RefoldError) -> Void) throws(RefoldError) -> RefoldError? {
        let fold = StreamFold(projection)
        var poison: RefoldError?
        // Later events may correct it.
        var incomplete: RefoldError?
        var last = State.none
        var gaps = VersionGaps()
        try events.read(stream, through: .max) { (stored) throws(RefoldError) in
            gaps.add(stored.version)
            // Another store has another event at that position.
            if let drop = dropped[stored.position], drop.id == stored.event.id {
                let row: RowBlock? = if case .row(let row) = last { row } else { nil }
                return try visit(stored, .dropped(because: drop.reason, row))
            }
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
            last = state
            try visit(stored, state)
        }
        let missing = events.traits.hasAllVersions ? gaps.error(in: stream) : nil
        guard var failure = poison ?? incomplete else { return missing }
        failure.faults += missing?.faults ?? []
        return failure
    }

    /// Reads the events of a stream from the first one on, without a projection.
    ///
    /// - Returns: the missing versions, as a refusal; nil if none is missing.
    /// - Throws: what `visit` throws, and the store's error if the events cannot be read.
    public static func events(
        of stream: String, in events: any EventStore, _ visit: (StoredEvent) throws(RefoldError) -> Void
    ) throws(RefoldError) -> RefoldError? {
        var gaps = VersionGaps()
        try events.read(stream, through: .max) { (stored) throws(RefoldError) in
            gaps.add(stored.version)
            try visit(stored)
        }
        return events.traits.hasAllVersions ? gaps.error(in: stream) : nil
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
