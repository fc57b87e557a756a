import RefoldCore
import RefoldStores
import RefoldValues

/// What the events of a range of positions are.
extension PostgresEventSession {
    func firstPositions(of types: [String], after: Position, through: Position) throws(RefoldError) -> [ExactText: Position] {
        var missing = Set(types.map { ExactText($0) })
        var found: [ExactText: Position] = [:]
        guard let table = try table() else { return found }
        let sql = """
            SELECT type, min(position) FROM (
              SELECT \(table.expression("event_type")) COLLATE "C" AS type, \(table.expression("position")) AS position FROM \(table.name)
              WHERE position > $1::bigint AND position <= $2::bigint
            ) AS e WHERE type = ANY ($3::text[]) GROUP BY type
            """
        // Each range is several times the one before: what occurs is mostly found among the first events, and what never does costs one pass.
        var (passed, size) = (after, Self.firstLook)
        while passed < through, !missing.isEmpty {
            let (end, overflow) = passed.addingReportingOverflow(size)
            let last = overflow ? through : min(end, through)
            let rows = try connection.query(
                sql, ["\(passed)", "\(last)", PostgresName.array(missing.map(\.text))], to: Self.reading)
            for row in 0..<rows.count {
                let type = ExactText(rows.text(row, 0))
                if missing.remove(type) != nil { found[type] = rows.integer(row, 1) }
            }
            passed = last
            size = size.multipliedReportingOverflow(by: 8).overflow ? .max : size * 8
        }
        return found
    }

    func eventCounts(after: Position, through: Position) throws(RefoldError) -> EventCounts {
        var counts = EventCounts()
        guard let table = try table() else { return counts }
        let found = try connection.query(
            """
            SELECT type, count(*) FROM (
              SELECT \(table.expression("event_type")) COLLATE "C" AS type FROM \(table.name) WHERE position > $1 AND position <= $2) AS e
            GROUP BY type
            """,
            ["\(after)", "\(through)"], to: Self.reading)
        for row in 0..<found.count { counts.add(found.integer(row, 1), of: found.text(row, 0)) }
        return counts
    }

    /// How many positions ``firstPositions(of:after:through:)`` looks at first.
    private static let firstLook: Int64 = 1 << 13
}
