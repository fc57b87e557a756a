import RefoldCore
import RefoldStores
import RefoldValues

/// The lines of the catalog that are the history of runs.
extension PostgresReadModelCatalog {
    private static let historyTable = "\(PostgresReadModelTable.schema).\(CatalogTable.runs)"
    private static let operation = "keep the history of runs"

    private static let createHistory = """
        CREATE TABLE IF NOT EXISTS \(historyTable) (
          id          text COLLATE "C" PRIMARY KEY,
          verb        text NOT NULL,
          job         text,
          step        text,
          began       timestamptz NOT NULL,
          ended       timestamptz,
          state       text NOT NULL,         -- running, ended, killed
          status      integer,
          events      bigint,
          row_count   bigint,
          position    bigint,
          message     text                   -- why the status is not 0
        )
        """

    private static let historyColumns = "id, verb, job, step, began, ended, state, status, events, row_count, position, message"

    /// The last one first.
    ///
    /// - Parameter isBrief: leaves out what ``RunHistory/surplus(of:)`` does not look at.
    /// - Throws: `.failed` if this role may not read it.
    func runs(isBrief: Bool = false) throws(RefoldError) -> [RunRecord] {
        guard try hasTable(CatalogTable.runs) else { return [] }
        func time(_ column: String) -> String { "to_char(\(column) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')" }
        let columns = (isBrief ? RunHistory.brief(Self.historyColumns) : Self.historyColumns).replacing("began, ended", with: "\(time("began")), \(time("ended"))")
        let lines = try connection.query("SELECT \(columns) FROM \(Self.historyTable)", to: "read the history of runs")
        let runs = (0..<lines.count).map { row in
            func integer(_ column: Int) -> Int64? { lines.isNull(row, column) ? nil : lines.integer(row, column) }
            return RunRecord(
                id: lines.text(row, 0), verb: lines.text(row, 1), job: lines.optional(row, 2), step: lines.optional(row, 3),
                began: Timestamp(lines.text(row, 4)) ?? .first, ended: lines.optional(row, 5).flatMap { Timestamp($0) },
                state: RunRecord.State(rawValue: lines.text(row, 6)) ?? .killed, status: integer(7).map { Int(truncatingIfNeeded: $0) },
                events: integer(8), rows: integer(9), position: integer(10), message: lines.optional(row, 11))
        }
        return RunHistory.newestFirst(runs)
    }

    /// - Parameter makes: whether the schema is made if it is missing.
    func note(_ runs: [RunRecord], makes: Bool) throws(RefoldError) {
        if try !hasTable(CatalogTable.runs) {
            if !makes { guard try access() != .none else { return } }
            try makeIfMissing()
            try connection.transaction(to: Self.operation) { () throws(RefoldError) in
                // Two runs that make the table at once follow one another.
                _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: Self.operation)
                try connection.execute(Self.createHistory, to: Self.operation)
                try giveToOwner([Self.historyTable], to: Self.operation)
            }
        }
        do throws(RefoldError) {
            try write(runs)
        } catch {
            // A database in another encoding than UTF-8 has not every letter.
            let encoding = try? connection.query("SHOW server_encoding", to: Self.operation).text(0, 0)
            guard let encoding, encoding != "UTF8" else { throw error }
            try write(runs.map(\.inASCII))
        }
        let surplus = RunHistory.surplus(of: try self.runs(isBrief: true))
        guard !surplus.isEmpty else { return }
        _ = try connection.query("DELETE FROM \(Self.historyTable) WHERE id = ANY ($1::text[])", [PostgresName.array(surplus)], to: Self.operation)
    }

    private func write(_ runs: [RunRecord]) throws(RefoldError) {
        func numbers(_ values: [Int64?]) -> [String?] { values.map { $0.map { "\($0)" } } }
        let columns = ([
            runs.map(\.id), runs.map(\.verb), runs.map(\.job), runs.map(\.step), runs.map { $0.began.description }, runs.map { $0.ended?.description },
            runs.map(\.state.rawValue), runs.map { $0.status.map { "\($0)" } }, numbers(runs.map(\.events)), numbers(runs.map(\.rows)),
            numbers(runs.map(\.position)), runs.map(\.message),
        ] as [[String?]]).map(PostgresName.array)
        let changed = Self.historyColumns.split(separator: ", ").dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        _ = try connection.query(
            """
            INSERT INTO \(Self.historyTable) (\(Self.historyColumns))
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::integer[],
              $9::bigint[], $10::bigint[], $11::bigint[], $12::text[])
            ON CONFLICT (id) DO UPDATE SET \(changed)
            """, columns, to: Self.operation)
    }
}

extension RunRecord {
    /// With numbers in place of letters that an encoding may lack.
    fileprivate var inASCII: RunRecord {
        func ascii(_ text: String) -> String { text.unicodeScalars.map { $0.isASCII ? String($0) : $0.escaped(asASCII: true) }.joined() }
        var run = self
        (run.job, run.step, run.message) = (job.map(ascii), step.map(ascii), message.map(ascii))
        return run
    }
}
