import RefoldCore

/// The positions of a store's events, as the search for a bound asks for them.
struct PostgresPositions {
    /// What is read, with an alias if it needs one.
    let from: String
    /// The column of the position, by which the database has an index.
    let column: String
    /// What is added to the store's own positions.
    var shift: Int64 = 0
    /// The store's table, for messages.
    let name: String
    let source: PostgresPositionSource
    /// Nil if rows do not show which transaction wrote them.
    let commitTimes: PostgresCommitTimes?
    /// Whether they are those of a layout, and not of Refold's own table.
    var isOfLayout = false
}
