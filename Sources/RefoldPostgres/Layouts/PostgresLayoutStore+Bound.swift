import FoundationEssentials
import Glibc
import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues

/// How far a store of another framework may be read.
extension PostgresLayoutStore {
    public func bound(remembered: Position) throws(RefoldError) -> Bound { try bound(remembered: remembered, waiting: nil) }

    public func bound(remembered: Position, waiting waits: WaitPolicy?) throws(RefoldError) -> Bound {
        if table.layout.isNumbered { return try numberedBound(remembered: remembered, waiting: waits) }
        guard let waits else {
            return try withOpen { (open) throws(RefoldError) in try positionBound(remembered: remembered, waiting: nil, on: open.connection) }
        }
        // On a connection of its own, so that nobody who uses the store meanwhile has to wait too.
        let connection = try PostgresConnection.reading(table.found, at: location, settings: Self.settings, waits: self.waits)
        return try positionBound(remembered: remembered, waiting: waits, on: connection)
    }

    private func positionBound(
        remembered: Position, waiting waits: WaitPolicy?, on connection: PostgresConnection
    ) throws(RefoldError) -> Bound {
        let writers = table.found.writers.first ?? table.layout.name
        let source = try PostgresPositionSource(of: writers, roots: table.roots, table.numbering, isOfLayout: true, on: connection)
        let positions = PostgresPositions(
            from: table.from, column: table.position, shift: table.layout.shift, name: writers, source: source, commitTimes: nil,
            isOfLayout: true)
        let bound = PostgresBound(of: positions, on: connection)
        // No range of positions would have it.
        let lost = try connection.query("SELECT 1 FROM \(table.from) WHERE \(table.position) IS NULL LIMIT 1", to: PostgresBound.operation)
        guard lost.count == 0 else { throw .noPosition("null", at: name) }
        // Where the writers themselves keep the order, and where nobody can, what can be seen is all there is.
        guard table.traits.isStable, !table.layout.isSerialized else {
            let newest = try bound.newest()
            return Bound(position: newest, newest: newest)
        }
        let began = ContinuousClock.now
        while true {
            var found = try bound.find(remembered: remembered, waiting: waits)
            guard table.layout.gapWait > 0 else { return found }
            let settled = try beforeYoungGaps(bound, found.position, remembered: remembered, on: connection)
            if settled < found.position { found.gap = Bound.Gap(position: settled + 1, seconds: table.layout.gapWait) }
            found.position = settled
            // A gap grows old while it is waited for.
            guard let waits, found.gap != nil, began.duration(to: .now) < waits.limit, !waits.isCancelled() else { return found }
            usleep(Self.pause)
        }
    }

    /// The last position up to which no gap is so young that it may still be filled.
    ///
    /// Looks back from the last event over those that were recorded within the time, and at most over ``youngest``.
    private func beforeYoungGaps(
        _ bound: PostgresBound, _ position: Position, remembered: Position, on connection: PostgresConnection
    ) throws(RefoldError) -> Position {
        guard position > remembered else { return position }
        let first = try connection.query(
            """
            SELECT min(p) FROM (SELECT \(table.position)::bigint AS p, \(table.recordedAt) AS t FROM \(table.from)
              WHERE \(table.position) > $1::bigint AND \(table.position) <= $2::bigint ORDER BY \(table.position) DESC LIMIT \(Self.youngest)) AS l
            WHERE t > clock_timestamp() - interval '\(table.layout.gapWait) seconds'
            """, ["\(remembered - table.layout.shift)", "\(position - table.layout.shift)"], to: PostgresBound.operation)
        guard let young = first.optional(0, 0) else { return position }
        let before = try connection.query(
            "SELECT \(table.position)::bigint FROM \(table.from) WHERE \(table.position) < $1::bigint ORDER BY \(table.position) DESC LIMIT 1", [young],
            to: PostgresBound.operation)
        let settled = before.count > 0 ? before.integer(0, 0) + table.layout.shift : 0
        return try bound.contiguous(after: max(settled, remembered), through: position)
    }

    private static let youngest = 1 << 17

    /// How often the horizon is looked at, in microseconds.
    private static let pause: UInt32 = 100_000

    func numberedBound(remembered: Position, waiting waits: WaitPolicy?) throws(RefoldError) -> Bound {
        let began = ContinuousClock.now
        var (first, isTold) = (Position?.none, false)
        while true {
            let look = ContinuousClock.now
            let bound = try withOpen { (open) throws(RefoldError) in
                let numbered = try takeNumbers()
                open.numbered = numbered
                return try numbered.bound(of: table)
            }
            // Those who come later are not waited for.
            let wanted = first ?? bound.newest
            first = wanted
            guard let waits, bound.position < wanted, began.duration(to: .now) < waits.limit else {
                guard bound.position >= min(remembered, bound.newest) else {
                    throw RefoldError(
                        .refused, "events up to position \(remembered) were read, and their transactions are not over by what the server says", at: .named(name),
                        expected: "transaction numbers of this server", remedy: "find out whether the store was restored from another server, and end long transactions")
                }
                return bound
            }
            guard !waits.isCancelled() else {
                throw RefoldError(
                    .incomplete, "interrupted while it waited for transactions that may still add events before those that can be seen", at: .named(name),
                    remedy: "run the command again; with --wait 0 it does not wait")
            }
            if !isTold {
                waits.notice(WriteWait(database: name, holders: bound.holders, limit: waits.limit))
                isTold = true
            }
            // Each look numbers all events: it is not to be all that the server does.
            let lasted = look.duration(to: .now)
            usleep(max(Self.pause, UInt32(clamping: Int(lasted / .microseconds(1)) * 2)))
        }
    }

    public func writers() throws(RefoldError) -> [BoundHolder] {
        try withOpen { (open) throws(RefoldError) in
            guard !table.layout.isNumbered else { return try PostgresNumberedEvents.writers(to: table, on: open.connection) }
            guard !table.roots.isEmpty else { return [] }
            let source = try PostgresPositionSource(of: table.found.writers[0], roots: table.roots, table.numbering, isOfLayout: true, on: open.connection)
            let writers = PostgresWriters(of: source.relations, on: open.connection)
            return try writers.described(writers.holders().sorted())
        }
    }
}
