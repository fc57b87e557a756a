import RefoldCore
import RefoldStores
import RefoldValues

/// Finds the position below which no event can still appear. The decisions, under "The bound on PostgreSQL", say why it is right.
struct PostgresBound {
    private let positions: PostgresPositions
    private let connection: PostgresConnection

    init(_ table: PostgresEventTable, on connection: PostgresConnection) throws(RefoldError) {
        try PostgresPositionCheck.require(table, on: connection)
        positions = PostgresPositions(
            from: table.name, column: "position", name: "event_store", source: try PostgresPositionSource(of: table, on: connection),
            commitTimes: table.isView ? nil : PostgresCommitTimes(of: table, on: connection))
        self.connection = connection
    }

    /// The bound of another layout's positions.
    init(of positions: PostgresPositions, on connection: PostgresConnection) {
        self.positions = positions
        self.connection = connection
    }

    static let operation = "find how far the events may be read"
    /// How often holders are looked up before one of the first seen is considered to stay.
    private static let looks = 100

    /// - Parameter waits: how those who stay are waited for; nil for not at all.
    /// - Throws: `.refused` if the store gives no such position, `.incomplete` if a wait was cancelled.
    func find(remembered: Position, waiting waits: WaitPolicy? = nil) throws(RefoldError) -> Bound {
        let source = positions.source
        try PostgresPositionSource.requireOwnWriters(of: source.subscribed, at: connection.location.name)
        let newest = try newest()
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
        guard let older = try positions.commitTimes?.last(before: start, after: position, through: newest) else { return position }
        return try contiguous(after: older, through: newest)
    }

    /// If the sequence is behind positions that were written by hand, it may still fill the gaps between them. Reading only up to the first
    /// gap would leave out events that everybody sees, until someone advances the sequence.
    private func refuseGaps(after: Position, through newest: Position, drawn: Position) throws(RefoldError) {
        guard try contiguous(after: after, through: newest) < newest else { return }
        throw RefoldError(
            .refused, "the sequence of the position stands at \(drawn), and events stand up to position \(newest) with gaps that it may still fill",
            at: .named(connection.location.name), expected: "a sequence that has passed every position",
            remedy: positions.isOfLayout
                ? "move it forward with setval, past the last position"
                : "move it forward: SELECT setval(pg_get_serial_sequence('event_store', 'position'), (SELECT max(position) FROM event_store))")
    }

    /// The last position that can be seen; 0 if there is none.
    ///
    /// - Throws: `.refused` if the first lies before the one from which reading begins.
    func newest() throws(RefoldError) -> Position {
        let ends = try ["DESC", "ASC"].map { (order) throws(RefoldError) -> Position? in
            let found = try connection.query(
                "SELECT \(positions.column)::bigint FROM \(positions.from) WHERE \(positions.column) IS NOT NULL ORDER BY \(positions.column) \(order) LIMIT 1", to: Self.operation)
            guard found.count > 0 else { return nil }
            let (position, isBeyond) = found.integer(0, 0).addingReportingOverflow(positions.shift)
            guard !isBeyond else {
                throw RefoldError(
                    .refused, "the last position is \(found.integer(0, 0))", at: .named(connection.location.name), expected: "positions below it",
                    remedy: "leave that event out in the SELECT of a layout file")
            }
            return position
        }
        if let first = ends[1], first < 1 {
            throw RefoldError(
                .refused, "the positions of \(positions.name) begin with \(first - positions.shift), and reading begins after position \(-positions.shift)",
                at: .named(connection.location.name), expected: "positions from \(1 - positions.shift) on",
                remedy: positions.isOfLayout
                    ? "state firstPosition: 0 in a layout file, or leave those events out in its SELECT"
                    : "number the events from 1 on, or give a view event_store that adds to their positions")
        }
        return ends[0] ?? 0
    }

    /// The last position up to which there are no gaps. Reads the index up to the first gap.
    func contiguous(after: Position, through: Position) throws(RefoldError) -> Position {
        guard after < through else { return after }
        // As parameters: a session that asks again and again must not keep a statement for each answer.
        let column = positions.column
        let range = "FROM \(positions.from) WHERE \(column) > $1::bigint AND \(column) <= $2::bigint"
        let ends = ["\(after - positions.shift)", "\(through - positions.shift)"]
        let count = try connection.query("SELECT count(*) \(range)", ends, to: Self.operation).integer(0, 0)
        if count == through - after { return through }
        let gap = try connection.query(
            """
            SELECT number - 1 FROM (SELECT \(column) AS position, row_number() OVER (ORDER BY \(column)) AS number \(range)) AS e
            WHERE position <> $1::bigint + number ORDER BY number LIMIT 1
            """, ends, to: Self.operation)
        return gap.count > 0 ? after + gap.integer(0, 0) : through
    }
}
