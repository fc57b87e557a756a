import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog about the events that generations were made from.
extension PostgresReadModelCatalog {
    static let proofTable = "\(PostgresReadModelTable.schema).\(CatalogTable.proofs)"
    private static let proofOperation = "read which events a generation was made from"
    /// How many ranges one statement writes.
    private static let rangesPerStatement = 16

    // Without an attempt to compress what has no pattern.
    private static let createProofs = """
        CREATE TABLE IF NOT EXISTS \(proofTable) (
          projection     text COLLATE "C" NOT NULL,
          generation     bigint NOT NULL,
          number         bigint NOT NULL,  -- of the range, from 0
          first_position bigint NOT NULL,
          last_position  bigint NOT NULL,
          events         bigint NOT NULL,
          digest         bigint NOT NULL,  -- of the digests of its events
          columns        bigint NOT NULL,  -- what they cover beside what every projection reads: 1 id, 2 metadata, 4 recorded_at
          checkpoint     bigint NOT NULL,  -- of the generation when it was written
          list           bytea,            -- position and digest of each event
          PRIMARY KEY (projection, generation, number),
          FOREIGN KEY (projection, generation) REFERENCES \(generationTable) ON DELETE CASCADE
        );
        ALTER TABLE \(proofTable) ALTER COLUMN list SET STORAGE EXTERNAL;
        """

    func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] {
        try ranges(of: generation, lists: lists, "AND number >= \(first) ORDER BY number LIMIT \(limit)")
    }

    func lastRange(of generation: Generation) throws(RefoldError) -> EventRange? {
        try ranges(of: generation, lists: true, "ORDER BY number DESC LIMIT 1").first
    }

    private func ranges(of generation: Generation, lists: Bool, _ rest: String) throws(RefoldError) -> [EventRange] {
        guard try hasTable(CatalogTable.proofs) else { return [] }
        let lines = try connection.query(
            """
            SELECT \(EventRange.catalogColumns), \(lists ? "encode(list, 'hex')" : "NULL") FROM \(Self.proofTable)
            WHERE projection = $1 AND generation = $2 AND \(generation.position) <= (
              SELECT checkpoint FROM \(Self.proofTable) WHERE projection = $1 AND generation = $2 ORDER BY number DESC LIMIT 1) \(rest)
            """, [generation.projection, "\(generation.number)"], to: Self.proofOperation)
        return (0..<lines.count).map { row in
            EventRange(
                catalogLine: (0..<6).map { lines.text(row, $0) }, list: lines.isNull(row, 6) ? nil : HexDigits.bytes(lines.text(row, 6)))
        }
    }

    /// Makes the table for ranges if it is missing. Inside a transaction of the caller, before it locks a line of the catalog.
    func makeProofsIfMissing(to operation: String) throws(RefoldError) {
        guard try !connection.query("SELECT to_regclass($1) IS NOT NULL", [Self.proofTable], to: operation).boolean(0, 0) else { return }
        // Two runs that make the table at once follow one another.
        _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: operation)
        try connection.execute(Self.createProofs, to: operation)
        try giveToOwner([Self.proofTable], to: operation)
    }

    /// Writes ranges, inside a transaction of the caller.
    ///
    /// - Parameter checkpoint: of the generation with them.
    func write(_ ranges: any EventRanges, of generation: Generation, at checkpoint: Position, to operation: String) throws(RefoldError) {
        try makeProofsIfMissing(to: operation)
        let place: [String?] = [generation.projection, "\(generation.number)"]
        if ranges.replacesAll {
            _ = try connection.query("DELETE FROM \(Self.proofTable) WHERE projection = $1 AND generation = $2", place, to: operation)
        }
        var page: [EventRange] = []
        func send() throws(RefoldError) {
            func line(_ range: EventRange) -> [String] { range.catalogLine + [range.list.map { "x" + HexDigits.text($0) } ?? "-"] }
            for lines in CatalogLines.pages(page, of: Self.rangesPerStatement, line) {
                _ = try connection.query(
                    """
                    INSERT INTO \(Self.proofTable) (projection, generation, \(EventRange.catalogColumns), checkpoint, list)
                    SELECT $1, $2, (e ->> 0)::bigint, (e ->> 1)::bigint, (e ->> 2)::bigint, (e ->> 3)::bigint, (e ->> 4)::bigint, (e ->> 5)::bigint,
                      \(checkpoint), CASE WHEN e ->> 6 <> '-' THEN decode(substr(e ->> 6, 2), 'hex') END
                    FROM json_array_elements($3::json) AS e
                    ON CONFLICT (projection, generation, number) DO UPDATE SET first_position = excluded.first_position,
                      last_position = excluded.last_position, events = excluded.events, digest = excluded.digest, columns = excluded.columns,
                      checkpoint = excluded.checkpoint, list = excluded.list
                    """, place + [lines], to: operation)
            }
            page.removeAll()
        }
        try ranges.forEach { range throws(RefoldError) in
            page.append(range)
            if page.count == Self.rangesPerStatement { try send() }
        }
        try send()
    }
}
