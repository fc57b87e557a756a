import RefoldCore
import RefoldStores
import RefoldValues

/// The rows of a projection that the events between two positions touch; of a rollup, the groups to which what these rows add is another number
/// after them.
public struct TouchedRows {
    private let projection: Projection
    private let leftOut: Set<Position>
    private let events: any EventStore
    private let after: Position
    private let through: Position
    private let isCancelled: () -> Bool

    /// - Parameters:
    ///   - leftOut: the positions of dropped events.
    ///   - after: the events after this position count.
    ///   - through: the last position that counts.
    ///   - isCancelled: asked between batches; the run then ends with status 5.
    public init(
        of projection: Projection, leavingOut leftOut: Set<Position>, in events: any EventStore, after: Position, through: Position,
        isCancelled: @escaping () -> Bool
    ) {
        (self.projection, self.leftOut, self.events) = (projection, leftOut, events)
        (self.after, self.through, self.isCancelled) = (after, through, isCancelled)
    }

    /// Each event that touches a row, in order of position, with the row's key.
    ///
    /// - Throws: what the store throws; `.incomplete` if cancelled.
    private func visit(_ note: (Position, [UInt8]) -> Void) throws(RefoldError) {
        guard after < through else { return }
        try RowKeys.visit(of: projection, in: events, after: after, through: through, isCancelled: isCancelled) { batch, index, key in
            let position = batch[index].position
            if !leftOut.contains(position) { note(position, key) }
        }
    }

    /// What is needed to tell of each event which rows of the read model it touches.
    ///
    /// - Throws: as the store does; `.incomplete` if cancelled.
    /// - Complexity: 16 bytes per row. One scan of the events between the positions; with a rollup, one more of all events per
    ///   ``rowsAtOnce`` rows.
    public func index() throws(RefoldError) -> Index {
        var keys: Set<SeededHash> = []
        try visit { keys.insert(SeededHash($1.span)) }
        guard let rollup = projection.rollup else { return Index(rows: keys, groups: nil) }
        var groups: [SeededHash: [SeededHash]] = [:]
        let pages = UInt64((keys.count + Self.rowsAtOnce - 1) / Self.rowsAtOnce)
        for page in 0..<pages {
            var own: [[UInt8]: Position] = [:]
            try visit { if SeededHash($1.span).seeded % pages == page { own[$1] = 0 } }
            try addGroups(of: own, rollup, to: &groups)
        }
        return Index(rows: groups.values.reduce(into: []) { $0.formUnion($1) }, groups: groups)
    }

    /// How many rows of a rollup are folded in one reading of the events.
    private static let rowsAtOnce = 100_000

    /// The rows of the read model that are touched.
    public struct Index {
        let rows: Set<SeededHash>
        let groups: [SeededHash: [SeededHash]]?

        /// Whether a row of the read model, by its key, may be touched.
        public func contains(_ key: SeededHash) -> Bool { rows.contains(key) }
    }

    /// The positions of the events that touch rows, in order, with each row of the read model that they touch.
    ///
    /// - Throws: what the store throws; `.incomplete` if cancelled.
    public func forEach(_ index: Index, _ note: (Position, SeededHash) -> Void) throws(RefoldError) {
        try visit { position, key in
            let row = SeededHash(key.span)
            guard let groups = index.groups else { return note(position, row) }
            for group in groups[row] ?? [] { note(position, group) }
        }
    }

    // MARK: Rollups

    /// Folds rows up to both positions, and compares what they add to groups.
    private func addGroups(of keys: [[UInt8]: Position], _ rollup: Rollup, to groups: inout [SeededHash: [SeededHash]]) throws(RefoldError) {
        guard !keys.isEmpty else { return }
        let parking = Parking(
            budget: ParkingBudget(limit: .max, parked: 0), leftOut: leftOut, selection: Parking.RowSelection(from: keys, anew: []))
        let lane = Lane(projection, after: 0, through: after, memory: .max, folder: "", parking: parking)
        try fold(lane, after: 0, through: after)
        let before = try numbers(in: lane, rollup)
        (lane.after, lane.through) = (after, through)
        lane.beginScan()
        try fold(lane, after: after, through: through)
        let now = try numbers(in: lane, rollup)
        for row in Set(before.keys).union(now.keys) {
            let (old, new) = (before[row] ?? [:], now[row] ?? [:])
            let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
            if !changed.isEmpty { groups[row] = Array(changed) }
        }
    }

    private func fold(_ lane: Lane, after: Position, through: Position) throws(RefoldError) {
        guard after < through else { return }
        let columns = projection.eventColumns.union(.id)
        let scan = try events.scan(EventQuery(after: after, through: through, types: projection.eventTypes, columns: columns))
        let batch = EventBatch(events: 4096)
        var hasMore = true
        while hasMore {
            if isCancelled() { throw FoldPoints.interrupted }
            hasMore = try scan.next(into: batch)
            lane.fold(batch)
            if let failure = lane.failure { throw failure.error }
        }
    }

    /// What each row adds to groups.
    private func numbers(in lane: Lane, _ rollup: Rollup) throws(RefoldError) -> [SeededHash: [SeededHash: [Int64]]] {
        var found: [SeededHash: [SeededHash: [Int64]]] = [:]
        var numbers = rollup.noNumbers
        for case let table? in lane.state.tables {
            for number in 0..<table.count {
                var row = Row(number, of: table)
                guard row.isPresent else { continue }
                try projection.complete(&row)
                numbers.removeAll()
                do throws(FoldError) {
                    try rollup.contribute(row, &numbers)
                } catch {
                    throw projection.describe(error, named: projection.schema, at: projection.place(of: row))
                }
                var own: [SeededHash: [Int64]] = [:]
                for index in 0..<numbers.count {
                    let group = numbers.withKey(index) { SeededHash($0) }
                    let added = rollup.layout.columns.indices.map { numbers.number(index, $0) }
                    own[group] = own[group].map { zip($0, added).map { $0 &+ $1 } } ?? added
                }
                let added = own.filter { $0.value.contains { $0 != 0 } }
                row.withKey { found[SeededHash($0)] = added }
            }
        }
        return found
    }
}
