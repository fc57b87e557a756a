import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog about the events that generations were made from.
extension ReadModelCatalog {
    private static let creation = """
        CREATE TABLE IF NOT EXISTS \(CatalogTable.proofs) (
          projection     TEXT NOT NULL,
          generation     INTEGER NOT NULL,
          number         INTEGER NOT NULL, -- of the range, from 0
          first_position INTEGER NOT NULL,
          last_position  INTEGER NOT NULL,
          events         INTEGER NOT NULL,
          digest         INTEGER NOT NULL, -- of the digests of its events
          columns        INTEGER NOT NULL, -- what they cover beside what every projection reads: 1 id, 2 metadata, 4 recorded_at
          checkpoint     INTEGER NOT NULL, -- of the generation when it was written
          list           BLOB,             -- position and digest of each event
          PRIMARY KEY (projection, generation, number)
        )
        """

    func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] {
        try ranges(of: generation, lists: lists, "AND number >= \(first) ORDER BY number LIMIT \(limit)")
    }

    func lastRange(of generation: Generation) throws(RefoldError) -> EventRange? {
        try ranges(of: generation, lists: true, "ORDER BY number DESC LIMIT 1").first
    }

    private func ranges(of generation: Generation, lists: Bool, _ rest: String) throws(RefoldError) -> [EventRange] {
        guard try has(CatalogTable.proofs) else { return [] }
        let lines = try connection.prepare(
            """
            SELECT \(EventRange.catalogColumns), \(lists ? "list" : "NULL") FROM \(CatalogTable.proofs)
            WHERE projection = ?1 AND generation = ?2 AND \(generation.position) <= (
              SELECT checkpoint FROM \(CatalogTable.proofs) WHERE projection = ?1 AND generation = ?2 ORDER BY number DESC LIMIT 1) \(rest)
            """)
        try lines.bind([generation.projection, "\(generation.number)"])
        var ranges: [EventRange] = []
        while try lines.step() { ranges.append(EventRange(catalogLine: (0..<6).map { lines.text($0) }, list: lines.blob(6))) }
        return ranges
    }

    /// Writes ranges, inside a transaction.
    ///
    /// - Parameters:
    ///   - checkpoint: of the generation with them.
    ///   - wrote: told after each how many bytes it has; may end the transaction and begin the next.
    ///   - begin: begins the transaction.
    func writeRanges(
        of generation: Generation, at checkpoint: Position, _ ranges: any EventRanges, wrote: (Int) throws(RefoldError) -> Void = { _ in },
        begin: () throws(RefoldError) -> Void = {}
    ) throws(RefoldError) {
        try begin()
        try connection.execute(Self.creation)
        if ranges.replacesAll {
            let delete = try connection.prepare("DELETE FROM \(CatalogTable.proofs) WHERE projection = ?1 AND generation = ?2")
            try delete.bind([generation.projection, "\(generation.number)"])
            _ = try delete.step()
        }
        let insert = try connection.prepare(
            """
            REPLACE INTO \(CatalogTable.proofs) (projection, generation, \(EventRange.catalogColumns), checkpoint, list)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """)
        try ranges.forEach { range throws(RefoldError) in
            try insert.bind([generation.projection, "\(generation.number)"] + range.catalogLine + ["\(checkpoint)"])
            if let list = range.list { try insert.bind(10, blob: list) } else { try insert.bindNull(10) }
            _ = try insert.step()
            insert.reset()
            try wrote(range.list?.count ?? 0)
        }
    }
}
