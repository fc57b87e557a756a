import Foundation
import RefoldValues

/// Measures of reports over all rows of `payments`.
extension BenchFolder {
    func reports() throws(RefoldError) -> [Measure] {
        let (store, served) = (try store(), try served())
        func report(_ title: String, _ name: String) -> Contestant {
            Contestant(.program, title, refold("report", name, "--format", "csv", store: store, readModels: served.file))
        }
        func scan(_ columns: String) -> Contestant { Contestant(.floor, "floor: a scan of its columns", step(.floorReport, served.file, served.table, columns)) }
        func measure(_ title: String, _ contestants: [Contestant]) -> Measure {
            Measure("report: \(title) over \(grouped(served.rows)) payments", "rows", served.rows, contestants, leftovers: [served.file])
        }
        return [
            measure("by day and currency", [scan("created_at, currency, amount, status"), report("refold report", "by-day")]),
            measure(
                "by month and currency",
                [
                    scan("created_at, currency, amount"), report("refold report", "by-month"),
                    report("with running, growth, share, rank, fill and subtotals", "by-month-more"),
                ]),
            measure("different texts by organisation", [scan("organization_id, customer_email")] + duckDB(served.file, served.table) + [report("refold report", "distinct")]),
        ]
    }

    /// The same by DuckDB from Python, with the start of both; none where they are not installed.
    private func duckDB(_ file: String, _ table: String) -> [Contestant] {
        let begin = "import duckdb; c = duckdb.connect(); c.execute('LOAD sqlite'); c.execute('SET threads = 1')"
        let query = "SELECT organization_id, count(DISTINCT customer_email) FROM sqlite_scan('\(file)', '\(table)') GROUP BY 1"
        guard (try? run(["/usr/bin/env", "python3", "-c", begin])) != nil else { return [] }
        return [Contestant(.program, "DuckDB with one thread, from Python", ["/usr/bin/env", "python3", "-c", "\(begin); c.execute(\"\(query)\").fetchall()"])]
    }
}
