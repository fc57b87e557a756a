import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog that are the history of runs.
extension ReadModelCatalog {
    private static let creation = """
        CREATE TABLE IF NOT EXISTS \(CatalogTable.runs) (
          id          TEXT PRIMARY KEY,
          verb        TEXT NOT NULL,
          job         TEXT,
          step        TEXT,
          began       INTEGER NOT NULL,    -- microseconds since 1970, UTC
          ended       INTEGER,
          state       TEXT NOT NULL,       -- running, ended, killed
          status      INTEGER,
          events      INTEGER,
          row_count   INTEGER,
          position    INTEGER,
          message     TEXT                 -- why the status is not 0
        ) WITHOUT ROWID;
        """

    private static let historyColumns = "id, verb, job, step, began, ended, state, status, events, row_count, position, message"

    /// The last one first. Empty if nothing is kept, or if somebody has put something else in its place.
    ///
    /// - Parameter isBrief: leaves out what ``RunHistory/surplus(of:)`` does not look at.
    func runs(isBrief: Bool = false) throws(RefoldError) -> [RunRecord] {
        let columns = isBrief ? RunHistory.brief(Self.historyColumns) : Self.historyColumns
        guard try has(CatalogTable.runs), let lines = try? connection.prepare("SELECT \(columns) FROM \(CatalogTable.runs)") else { return [] }
        var runs: [RunRecord] = []
        func integer(_ column: Int32) -> Int64? { lines.isNull(column) ? nil : lines.integer(column) }
        func text(_ column: Int32) -> String? { lines.isNull(column) ? nil : lines.text(column) }
        while try lines.step() {
            runs.append(
                RunRecord(
                    id: lines.text(0), verb: lines.text(1), job: text(2), step: text(3), began: Timestamp(microseconds: lines.integer(4)) ?? .first,
                    ended: integer(5).flatMap { Timestamp(microseconds: $0) }, state: RunRecord.State(rawValue: lines.text(6)) ?? .killed,
                    status: integer(7).map { Int(truncatingIfNeeded: $0) }, events: integer(8), rows: integer(9), position: integer(10), message: text(11)))
        }
        return RunHistory.newestFirst(runs)
    }

    /// Inside a transaction of the caller.
    func note(_ runs: [RunRecord]) throws(RefoldError) {
        try connection.execute(Self.creation)
        let line = try connection.prepare(
            "REPLACE INTO \(CatalogTable.runs) (\(Self.historyColumns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
        for run in runs {
            func text(_ number: Int64?) -> String? { number.map { "\($0)" } }
            try line.bind([
                run.id, run.verb, run.job, run.step, "\(run.began.microseconds)", text(run.ended?.microseconds), run.state.rawValue,
                run.status.map { "\($0)" }, text(run.events), text(run.rows), text(run.position), run.message,
            ])
            _ = try line.step()
            line.reset()
        }
        let removal = try connection.prepare("DELETE FROM \(CatalogTable.runs) WHERE id = ?1")
        for id in RunHistory.surplus(of: try self.runs(isBrief: true)) {
            try removal.bind(1, id)
            _ = try removal.step()
            removal.reset()
        }
    }
}
