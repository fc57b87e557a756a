import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog that say how far generations are written that are not complete.
extension ReadModelCatalog {
    private static let creation = """
        CREATE TABLE IF NOT EXISTS \(CatalogTable.writing) (
          projection  TEXT NOT NULL,
          generation  INTEGER NOT NULL,
          row_count   INTEGER NOT NULL,    -- how many rows are written, in key order
          last_key    INTEGER NOT NULL,    -- stands for the key of the last one
          mark        TEXT,                -- by what a later run knows whether its rows are the same
          written_at  INTEGER NOT NULL,    -- microseconds since 1970, UTC
          PRIMARY KEY (projection, generation)
        ) WITHOUT ROWID;
        """

    /// What is written of generations that are not complete, by projection; of one projection if it is given.
    func unfinished(of projection: String? = nil) throws(RefoldError) -> [UnfinishedGeneration] {
        guard try has(CatalogTable.writing) else { return [] }
        let lines = try connection.prepare(
            """
            SELECT projection, generation, row_count, last_key, mark, written_at FROM \(CatalogTable.writing)
            WHERE row_count > 0 AND (?1 IS NULL OR projection = ?1) ORDER BY projection, generation
            """)
        if let projection { try lines.bind(1, projection) }
        let building = try generations(of: projection).filter { $0.state == .building && !$0.isAltered }
        var found: [UnfinishedGeneration] = []
        while try lines.step() {
            let (projection, number) = (lines.text(0), lines.integer(1))
            guard let generation = building.first(where: { $0.projection == projection && $0.number == number }),
                try tableNumbers(of: projection).contains(number)
            else { continue }
            found.append(
                UnfinishedGeneration(
                    generation: generation, rows: lines.integer(2), lastKey: UInt64(bitPattern: lines.integer(3)), mark: lines.texts(4..<5)[0],
                    writtenAt: Timestamp(microseconds: lines.integer(5)) ?? .first))
        }
        return found
    }

    /// Begins to keep how far a generation is written. Inside a transaction of the caller, as all that follows.
    func beginWriting(_ generation: Generation) throws(RefoldError) {
        try connection.execute(Self.creation)
        // Also the lines of generations that an earlier version of Refold removed.
        try run("DELETE FROM \(CatalogTable.writing) WHERE projection = ?", [generation.projection])
        try run("INSERT INTO \(CatalogTable.writing) VALUES (?, ?, 0, 0, NULL, ?)", place(generation) + ["\(generation.updatedAt.microseconds)"])
    }

    /// Keeps how far a generation is written, in the transaction of its rows.
    ///
    /// - Throws: `.failed` if another run has changed that.
    func note(_ rows: inout WrittenRows, of generation: Generation, at time: Timestamp) throws(RefoldError) {
        try run(
            """
            UPDATE \(CatalogTable.writing) SET row_count = ?3, last_key = ?4, mark = ?5, written_at = ?6
            WHERE projection = ?1 AND generation = ?2 AND row_count = ?7
            """,
            place(generation) + [
                "\(rows.count)", "\(Int64(bitPattern: rows.lastKey))", try rows.mark(), "\(time.microseconds)", "\(rows.durable)",
            ])
        guard connection.changes == 1 else { throw overtaken(generation.projection, to: "write the rows of \"\(generation.projection)\"") }
    }

    /// Forgets that of a generation that is complete, or that goes.
    func endWriting(_ generation: Generation) throws(RefoldError) {
        guard try has(CatalogTable.writing) else { return }
        try run("DELETE FROM \(CatalogTable.writing) WHERE projection = ? AND generation = ?", place(generation))
    }

    private func place(_ generation: Generation) -> [String?] { [generation.projection, "\(generation.number)"] }

    private func run(_ sql: String, _ values: [String?]) throws(RefoldError) {
        let statement = try connection.prepare(sql)
        try statement.bind(values)
        _ = try statement.step()
    }
}
