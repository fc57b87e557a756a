import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog about events that projections could not take, and about those that they leave out.
extension ReadModelCatalog {
    private static let creation = """
        CREATE TABLE IF NOT EXISTS \(CatalogTable.parked) (
          projection  TEXT NOT NULL,
          generation  INTEGER NOT NULL,
          position    INTEGER NOT NULL,    -- of the event that could not be taken
          row_hash    INTEGER NOT NULL,    -- stands for the key in the index
          row_key     TEXT NOT NULL,       -- x and the row's key in hexadecimal digits; - if the key could not be read
          id          TEXT NOT NULL,
          stream      TEXT NOT NULL,
          type        TEXT NOT NULL,
          reason      TEXT NOT NULL,
          held        INTEGER NOT NULL,    -- how many later events of the row are held after it
          PRIMARY KEY (projection, generation, position, row_hash)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS \(CatalogTable.dropped) (
          projection  TEXT NOT NULL,
          position    INTEGER NOT NULL,    -- of the event that the projection leaves out
          id          TEXT NOT NULL,
          stream      TEXT NOT NULL,
          type        TEXT NOT NULL,
          reason      TEXT NOT NULL,
          dropped_at  INTEGER NOT NULL,    -- microseconds since 1970, UTC
          PRIMARY KEY (projection, position)
        ) WITHOUT ROWID;
        """

    /// - Throws: `.refused` if the list is not as a run wrote it.
    func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] {
        let listed = try listedParked(in: generation)
        if connection.isInTransaction || generation.lists(listed) { return try generation.checked(listed, in: connection.path) }
        // Another run may have changed both since.
        return try connection.transaction(.deferred) { () throws(RefoldError) in
            let now = try generations(of: generation.projection).first { $0.number == generation.number }
            return try now?.checked(listedParked(in: generation), in: connection.path) ?? []
        }
    }

    private func listedParked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] {
        guard try has(CatalogTable.parked) else { return [] }
        let lines = try connection.prepare(
            """
            SELECT \(ParkedEvent.catalogColumns) FROM \(CatalogTable.parked)
            WHERE projection = ?1 AND generation = ?2 ORDER BY position, row_hash
            """)
        try lines.bind([generation.projection, "\(generation.number)"])
        var parked: [ParkedEvent] = []
        while try lines.step() { parked.append(ParkedEvent(catalogLine: (0..<8).map { lines.text($0) })) }
        return parked
    }

    func dropped() throws(RefoldError) -> [DroppedEvent] {
        guard try has(CatalogTable.dropped) else { return [] }
        let lines = try connection.prepare(
            "SELECT projection, position, id, stream, type, reason, dropped_at FROM \(CatalogTable.dropped) ORDER BY projection, position")
        var dropped: [DroppedEvent] = []
        while try lines.step() {
            dropped.append(
                DroppedEvent(
                    projection: lines.text(0), position: lines.integer(1), id: lines.text(2), stream: lines.text(3), type: lines.text(4),
                    reason: lines.text(5), droppedAt: Timestamp(microseconds: lines.integer(6)) ?? .first))
        }
        return dropped
    }

    /// Writes changes, inside a transaction of the caller.
    func write(_ changes: ParkedChanges, of generation: Generation) throws(RefoldError) {
        guard !changes.isEmpty else { return }
        try connection.execute(Self.creation)
        let place: [String?] = [generation.projection, "\(generation.number)"]
        if !changes.removed.isEmpty {
            let delete = try connection.prepare(
                "DELETE FROM \(CatalogTable.parked) WHERE projection = ?1 AND generation = ?2 AND position = ?3 AND row_hash = ?4 AND row_key = ?5")
            for removed in changes.removed { try run(delete, place + removed.catalogLine) }
        }
        if !changes.parked.isEmpty {
            let insert = try connection.prepare(
                """
                REPLACE INTO \(CatalogTable.parked) (projection, generation, \(ParkedEvent.catalogColumns))
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """)
            for parked in changes.parked { try run(insert, place + parked.catalogLine) }
        }
        if !changes.dropped.isEmpty {
            let insert = try connection.prepare("REPLACE INTO \(CatalogTable.dropped) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            for event in changes.dropped {
                try run(
                    insert,
                    [
                        event.projection, "\(event.position)", event.id, event.stream, event.type, event.reason,
                        "\(event.droppedAt.microseconds)",
                    ])
            }
        }
    }

    private func run(_ statement: SQLiteStatement, _ values: [String?]) throws(RefoldError) {
        try statement.bind(values)
        _ = try statement.step()
        statement.reset()
    }
}
