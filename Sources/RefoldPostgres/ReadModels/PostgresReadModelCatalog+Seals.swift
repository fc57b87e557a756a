import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog about sealed reports, with their files.
extension PostgresReadModelCatalog {
    static let sealTable = "\(PostgresReadModelTable.schema).\(CatalogTable.seals)"
    private static let reading = "read which reports are sealed"

    private static let createSeals = """
        CREATE TABLE IF NOT EXISTS \(sealTable) (
          number      bigint PRIMARY KEY,
          report      text COLLATE "C" NOT NULL,
          projection  text COLLATE "C" NOT NULL,  -- which it reports on
          period      text NOT NULL,         -- as people write it
          first_day   text COLLATE "C" NOT NULL,
          end_day     text COLLATE "C" NOT NULL,  -- the day after the last
          time_zone   text NOT NULL,
          sealed_at   timestamptz NOT NULL,
          reason      text,
          position    bigint NOT NULL,       -- events are in the figures up to here
          file_hash   bigint NOT NULL,       -- stands for the files
          mark        bigint NOT NULL,       -- stands for the line, so that a change by hand is noticed
          lifted_at   timestamptz,           -- null while it holds
          lifted_because text,
          csv         bytea NOT NULL,
          json        bytea NOT NULL,
          manifest    bytea NOT NULL
        );
        CREATE UNIQUE INDEX IF NOT EXISTS refold_seals_live ON \(sealTable) (report, first_day, end_day) WHERE lifted_at IS NULL;
        """

    /// The table, or for a role that reads the catalog by its views the one of seals; nil if nothing was ever sealed.
    ///
    /// - Throws: `.failed` if this role may read neither.
    private func readableSeals() throws(RefoldError) -> String? {
        if try access() == .views, try has(.seals) { return CatalogView.seals.quoted }
        return try hasTable(CatalogTable.seals) ? Self.sealTable : nil
    }

    /// By number.
    func seals() throws(RefoldError) -> [Seal] {
        guard let table = try readableSeals() else { return [] }
        func time(_ column: String) -> String { "to_char(\(column) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')" }
        let lines = try connection.query(
            """
            SELECT number, \(time("sealed_at")), \(time("lifted_at")), lifted_because, \(Seal.catalogColumns) FROM \(table) ORDER BY number
            """, to: Self.reading)
        return (0..<lines.count).map { row in
            Seal(
                number: lines.integer(row, 0), catalogLine: lines.texts(row, 4..<14), sealedAt: Timestamp(lines.text(row, 1)),
                liftedAt: lines.isNull(row, 2) ? nil : Timestamp(lines.text(row, 2)) ?? .first, liftedBecause: lines.optional(row, 3))
        }
    }

    func files(of seal: Seal) throws(RefoldError) -> SealedFiles {
        let name = connection.location.name
        guard let table = try readableSeals() else { throw seal.isGone(from: name) }
        let line = try connection.query(
            "SELECT encode(csv, 'hex'), encode(json, 'hex'), encode(manifest, 'hex') FROM \(table) WHERE number = $1", ["\(seal.number)"],
            to: Self.reading)
        guard line.count == 1 else { throw seal.isGone(from: name) }
        let bytes = (0..<3).map { HexDigits.bytes(line.text(0, $0)) }
        let files = SealedFiles(csv: bytes[0], json: bytes[1], manifest: bytes[2])
        try seal.requireUnaltered(files, in: name)
        return files
    }

    func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> Seal {
        let operation = "keep a seal"
        try makeIfMissing()
        return try connection.transaction(to: operation) { () throws(RefoldError) in
            // Two that make the table at once, or take the next number, follow one another.
            _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: operation)
            if try !connection.query("SELECT to_regclass($1) IS NOT NULL", [Self.sealTable], to: operation).boolean(0, 0) {
                try connection.execute(Self.createSeals, to: operation)
                try connection.execute(CatalogView.seals.create, to: operation)
                try giveToOwner([Self.sealTable, CatalogView.seals.quoted], to: operation)
            }
            do throws(PostgresFailure) {
                let line = try connection.attempt(
                    """
                    INSERT INTO \(Self.sealTable) (\(Seal.catalogColumns), number, sealed_at, csv, json, manifest)
                    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce(max(number), 0) + 1, $11, decode($12, 'hex'), decode($13, 'hex'), decode($14, 'hex')
                    FROM \(Self.sealTable) RETURNING number
                    """,
                    seal.catalogLine + [seal.sealedAt.description] + [files.csv, files.json, files.manifest].map { HexDigits.text($0) })
                var kept = seal
                kept.number = line.integer(0, 0)
                return kept
            } catch {
                throw error.state == "23505" ? seal.exists(in: connection.location.name) : connection.error(error, to: operation)
            }
        }
    }

    func lift(_ seal: Seal, _ lifting: Seal.Lifting) throws(RefoldError) {
        guard try hasTable(CatalogTable.seals) else { throw seal.isGone(from: connection.location.name) }
        let lifted = try connection.query(
            "UPDATE \(Self.sealTable) SET lifted_at = $2, lifted_because = $3, mark = $4 WHERE number = $1 AND lifted_at IS NULL",
            ["\(seal.number)", lifting.at.description, lifting.reason, seal.lifted(lifting).catalogMark], to: "lift a seal")
        guard lifted.changes == 1 else { throw seal.isGone(from: connection.location.name) }
    }
}
