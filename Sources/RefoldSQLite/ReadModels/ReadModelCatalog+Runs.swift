import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog that say when the last run for each projection ended, and how.
extension ReadModelCatalog {
    private static let creation = """
        CREATE TABLE IF NOT EXISTS \(CatalogTable.lastRuns) (
          projection  TEXT PRIMARY KEY,
          at          INTEGER NOT NULL,    -- microseconds since 1970, UTC: when it ended
          status      INTEGER NOT NULL,    -- its exit status for this projection
          message     TEXT,                -- why that is not 0
          complete_at INTEGER              -- when the last one ended that left nothing out
        ) WITHOUT ROWID;
        """

    /// By projection. Empty if nothing is kept, or if somebody has put something else in its place.
    func lastRuns() throws(RefoldError) -> [LastRun] {
        guard try has(CatalogTable.lastRuns),
            let lines = try? connection.prepare("SELECT projection, at, status, message, complete_at FROM \(CatalogTable.lastRuns) ORDER BY projection")
        else { return [] }
        var runs: [LastRun] = []
        while try lines.step() {
            runs.append(
                LastRun(
                    projection: lines.text(0), at: Timestamp(microseconds: lines.integer(1)) ?? .first, status: Int(lines.integer(2)),
                    message: lines.isNull(3) ? nil : lines.text(3), completeAt: lines.isNull(4) ? nil : Timestamp(microseconds: lines.integer(4))))
        }
        return runs
    }

    /// Inside a transaction of the caller.
    func note(_ runs: [RunEnd], at time: Timestamp) throws(RefoldError) {
        try connection.execute(Self.creation)
        let line = try connection.prepare(
            """
            INSERT INTO \(CatalogTable.lastRuns) (projection, at, status, message, complete_at) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (projection) DO UPDATE SET at = excluded.at, status = excluded.status, message = excluded.message,
              complete_at = coalesce(excluded.complete_at, complete_at)
            """)
        for run in runs.map({ $0.lastRun(at: time) }) {
            try line.bind([run.projection, "\(run.at.microseconds)", "\(run.status)", run.message, run.completeAt.map { "\($0.microseconds)" }])
            _ = try line.step()
            line.reset()
        }
    }
}
