import RefoldCore
import RefoldStores
import RefoldValues

/// Finds the position below which no event can still appear. The decisions, under "The bound on PostgreSQL", say why it is right.
struct PostgresBound {
    private let table: PostgresEventTable
    private let connection: PostgresConnection

    init(_ table: PostgresEventTable, on connection: PostgresConnection) {
        self.table = table
        self.connection = connection
    }

    static let operation = "find how far the events may be read"
    /// How often holders are looked up before one of the first seen is considered to stay.
    private static let looks = 100

    /// - Parameter waits: how those who stay are waited for; nil for not at all.
    /// - Throws: `.refused` if the store gives no such position, `.incomplete` if a wait was cancelled.
    func find(remembered: Position, waiting waits: WaitPolicy? = nil) throws(RefoldError) -> Bound {
        let source = try PostgresPositionSource(of: table, on: connection)
        try PostgresPositionCheck.require(table, on: connection)
        let ends = try connection.query("SELECT max(position)::bigint, min(position)::bigint FROM \(table.name)", to: Self.operation)
        let newest = ends.integer(0, 0)
        guard ends.isNull(0, 1) || ends.integer(0, 1) > 0 else {
            throw RefoldError(
                .refused, "the positions of event_store begin with \(ends.integer(0, 1)), and reading begins after position 0",
                at: .named(connection.location.name), expected: "positions from 1 on",
                remedy: "number the events from 1 on, or give a view event_store that adds to their positions")
        }
        // A restored store may end before what was read from it earlier; the run reports that.
        let remembered = min(remembered, newest)
        // In this order: position, sequence, holders. Numbers that the sequence gave before are held or ended by then; later ones are
        // higher.
        if let drawn = try source.lastDrawn(on: connection), drawn < newest {
            try refuseGaps(after: max(drawn, remembered), through: newest, drawn: drawn)
        }
        let writers = PostgresWriters(of: source.relations, on: connection)
        var firstSeen = try PostgresFirstSeen(among: writers)
        for _ in 1..<Self.looks where !firstSeen.names.isEmpty { try firstSeen.look() }
        var position = try self.position(beside: &firstSeen, after: remembered, through: newest)
        if let waits, position < newest {
            let wait = PostgresBoundWait(waits, for: writers, of: connection.location.name)
            try wait.run(&firstSeen) { (firstSeen) throws(RefoldError) in
                position = try self.position(beside: &firstSeen, after: position, through: newest)
                return position < newest
            }
        }
        guard position < newest else { return Bound(position: position, newest: newest) }
        let holders = try writers.described(firstSeen.names.sorted())
        if holders.isEmpty {
            // All of them have ended, or were prepared, since the last look.
            try firstSeen.look()
            if firstSeen.names.isEmpty { return Bound(position: newest, newest: newest) }
            return Bound(position: position, newest: newest, holders: try writers.described(firstSeen.names.sorted()))
        }
        return Bound(position: position, newest: newest, holders: holders)
    }

    /// How far may be read while the first seen that stay are there.
    ///
    /// - Parameter settled: a position that is known to be a bound.
    private func position(
        beside firstSeen: inout PostgresFirstSeen, after settled: Position, through newest: Position
    ) throws(RefoldError) -> Position {
        guard !firstSeen.names.isEmpty else { return newest }
        let position = try contiguous(after: settled, through: newest)
        guard position < newest, let start = try firstSeen.earliestStart() else { return firstSeen.names.isEmpty ? newest : position }
        guard let older = try PostgresCommitTimes(of: table, on: connection).last(before: start, after: position, through: newest) else { return position }
        return try contiguous(after: older, through: newest)
    }

    /// If the sequence is behind positions that were written by hand, it may still fill the gaps between them. Reading only up to the first
    /// gap would leave out events that everybody sees, until someone advances the sequence.
    private func refuseGaps(after: Position, through newest: Position, drawn: Position) throws(RefoldError) {
        guard try contiguous(after: after, through: newest) < newest else { return }
        throw RefoldError(
            .refused, "the sequence of the position stands at \(drawn), and events stand up to position \(newest) with gaps that it may still fill",
            at: .named(connection.location.name), expected: "a sequence that has passed every position",
            remedy: "move it forward: SELECT setval(pg_get_serial_sequence('event_store', 'position'), (SELECT max(position) FROM event_store))")
    }

    /// The last position up to which there are no gaps. Reads the index up to the first gap.
    private func contiguous(after: Position, through: Position) throws(RefoldError) -> Position {
        guard after < through else { return after }
        // As parameters: a session that asks again and again must not keep a statement for each answer.
        let range = "FROM \(table.name) WHERE position > $1::bigint AND position <= $2::bigint", ends = ["\(after)", "\(through)"]
        let count = try connection.query("SELECT count(*) \(range)", ends, to: Self.operation).integer(0, 0)
        if count == through - after { return through }
        let gap = try connection.query(
            """
            SELECT number - 1 FROM (SELECT position, row_number() OVER (ORDER BY position) AS number \(range)) AS e
            WHERE position <> $1::bigint + number ORDER BY number LIMIT 1
            """, ends, to: Self.operation)
        return gap.count > 0 ? after + gap.integer(0, 0) : through
    }
}
