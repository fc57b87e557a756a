import RefoldCore
import RefoldValues

/// Checks that positions are integers, above 0 and unique, as far as the schema of a store does not guarantee it.
///
/// A store created by others may be a view, or a table without that guarantee. Its first and last position reveal what a scan would miss:
/// null, and texts and blobs, which sort after all numbers. Fractions and duplicate positions are found by the scan itself.
struct SQLitePositions {
    /// Whether positions are the table's own row ids: integers and unique.
    let areRowNumbers: Bool
    private let connection: SQLiteConnection

    init(on connection: SQLiteConnection) throws(RefoldError) {
        self.connection = connection
        // A key that is not the row id (of a table without row ids, or one that is sorted downwards) has an index of its own.
        areRowNumbers =
            try connection.integer(
                """
                SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = 'event_store' AND rootpage > 0)
                AND (SELECT count(*) FROM pragma_table_info('event_store') WHERE pk > 0) = 1
                AND EXISTS (SELECT 1 FROM pragma_table_info('event_store') WHERE pk = 1 AND name = 'position' AND upper(type) = 'INTEGER')
                AND NOT EXISTS (SELECT 1 FROM pragma_index_list('event_store') WHERE origin = 'pk')
                """) == 1
    }

    /// - Throws: `.refused` with the first invalid position.
    /// - Complexity: two lookups if positions have an index.
    func check() throws(RefoldError) {
        for order in areRowNumbers ? ["ASC"] : ["ASC", "DESC"] {
            let row = try connection.prepare(
                "SELECT position, aggregate_id, event_type FROM event_store ORDER BY position \(order) LIMIT 1")
            guard try row.step() else { return }
            guard row.isInteger(0), row.integer(0) > 0 else { throw unusable(row, stream: 1, type: 2) }
        }
    }

    /// Checks for duplicate positions, which a run that starts after a checkpoint would not find.
    ///
    /// - Throws: `.refused` with the first one.
    /// - Complexity: nothing if the schema excludes duplicates; else all positions are read, by an index if there is one.
    func checkUnique() throws(RefoldError) {
        guard !areRowNumbers else { return }
        let isUnique = try connection.integer(
            """
            SELECT EXISTS (SELECT 1 FROM pragma_index_list('event_store') AS i WHERE i."unique" AND NOT i.partial
              AND (SELECT group_concat(name) FROM pragma_index_info(i.name)) = 'position')
            """)
        guard isUnique != 1 else { return }
        let twice = try connection.prepare(
            "SELECT position, aggregate_id, event_type FROM event_store GROUP BY position HAVING count(*) > 1 ORDER BY position LIMIT 1")
        if try twice.step() { throw unusable(twice, stream: 1, type: 2) }
    }

    /// - Throws: `.refused` if another event besides the one just read has this position.
    func checkOnce(at position: Position) throws(RefoldError) {
        guard !areRowNumbers else { return }
        let rows = try connection.prepare(
            "SELECT position, aggregate_id, event_type FROM event_store WHERE position = ?1 ORDER BY position LIMIT 1 OFFSET 1")
        try rows.bind(1, position)
        if try rows.step() { throw unusable(rows, stream: 1, type: 2) }
    }

    /// The error for a position (the first column of a row) that is invalid or a duplicate.
    func unusable(_ row: SQLiteStatement, stream: Int32, type: Int32) -> RefoldError {
        let isWhole = row.isInteger(0)
        let what =
            if !isWhole { "the position of an event is \(row.kind(0))" } else if row.integer(0) < 1 {
                "the position of an event is \(row.integer(0))"
            } else {
                "two events have this position"
            }
        let place =
            isWhole
            ? Place.event(position: row.integer(0), stream: row.text(stream), type: row.text(type))
            : .named("\(connection.path), an event of type \"\(row.text(type))\" in stream \"\(row.text(stream))\"")
        return RefoldError(
            .refused, what, at: place, expected: "whole numbers from 1 on, one an event",
            remedy: "copy the events, in their order, into a store of their own with refold import, and read that one")
    }
}
