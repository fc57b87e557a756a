import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog about sealed reports, with their files.
extension ReadModelCatalog {
    private static let creation = """
        CREATE TABLE IF NOT EXISTS \(CatalogTable.seals) (
          number      INTEGER PRIMARY KEY,
          report      TEXT NOT NULL,
          projection  TEXT NOT NULL,       -- which it reports on
          period      TEXT NOT NULL,       -- as people write it
          first_day   TEXT NOT NULL,
          end_day     TEXT NOT NULL,       -- the day after the last
          time_zone   TEXT NOT NULL,
          sealed_at   INTEGER NOT NULL,    -- microseconds since 1970, UTC
          reason      TEXT,
          position    INTEGER NOT NULL,    -- events are in the figures up to here
          file_hash   INTEGER NOT NULL,    -- stands for the files
          mark        INTEGER NOT NULL,    -- stands for the line, so that a change by hand is noticed
          lifted_at   INTEGER,             -- null while it holds
          lifted_because TEXT,
          csv         BLOB NOT NULL,
          json        BLOB NOT NULL,
          manifest    BLOB NOT NULL
        );
        CREATE UNIQUE INDEX IF NOT EXISTS refold_seals_live ON \(CatalogTable.seals) (report, first_day, end_day) WHERE lifted_at IS NULL;
        """

    /// By number.
    func seals() throws(RefoldError) -> [Seal] {
        guard try has(CatalogTable.seals) else { return [] }
        let lines = try connection.prepare(
            "SELECT number, sealed_at, lifted_at, lifted_because, \(Seal.catalogColumns) FROM \(CatalogTable.seals) ORDER BY number")
        var seals: [Seal] = []
        while try lines.step() {
            seals.append(
                Seal(
                    number: lines.integer(0), catalogLine: lines.texts(4..<14), sealedAt: Timestamp(microseconds: lines.integer(1)),
                    liftedAt: lines.isNull(2) ? nil : Timestamp(microseconds: lines.integer(2)) ?? .first,
                    liftedBecause: lines.isNull(3) ? nil : lines.text(3)))
        }
        return seals
    }

    func files(of seal: Seal) throws(RefoldError) -> SealedFiles {
        let line = try connection.prepare("SELECT csv, json, manifest FROM \(CatalogTable.seals) WHERE number = ?1")
        try line.bind(1, seal.number)
        guard try line.step() else { throw seal.isGone(from: connection.path) }
        let files = SealedFiles(csv: line.blob(0) ?? [], json: line.blob(1) ?? [], manifest: line.blob(2) ?? [])
        try seal.requireUnaltered(files, in: connection.path)
        return files
    }

    /// Inside a transaction of the caller.
    func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> Seal {
        try makeIfMissing()
        try connection.execute(Self.creation)
        var kept = seal
        kept.number = (try connection.integer("SELECT max(number) FROM \(CatalogTable.seals)") ?? 0) + 1
        let line = try connection.prepare(
            """
            INSERT INTO \(CatalogTable.seals) (\(Seal.catalogColumns), number, sealed_at, csv, json, manifest)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            """)
        try line.bind(seal.catalogLine)
        try line.bind(11, kept.number)
        try line.bind(12, seal.sealedAt.microseconds)
        for (place, bytes) in [files.csv, files.json, files.manifest].enumerated() { try line.bind(13 + Int32(place), blob: bytes) }
        guard let refusal = try line.run(to: "keep a seal") else { return kept }
        throw refusal.isUniqueness ? seal.exists(in: connection.path) : refusal.error
    }

    /// Inside a transaction of the caller.
    func lift(_ seal: Seal, _ lifting: Seal.Lifting) throws(RefoldError) {
        guard try has(CatalogTable.seals) else { throw seal.isGone(from: connection.path) }
        try requireKnownForm()
        let line = try connection.prepare(
            "UPDATE \(CatalogTable.seals) SET lifted_at = ?2, lifted_because = ?3, mark = ?4 WHERE number = ?1 AND lifted_at IS NULL")
        try line.bind(["\(seal.number)", "\(lifting.at.microseconds)", lifting.reason, seal.lifted(lifting).catalogMark])
        _ = try line.step()
        guard connection.changes == 1 else { throw seal.isGone(from: connection.path) }
    }
}
