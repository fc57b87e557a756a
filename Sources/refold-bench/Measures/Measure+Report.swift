import RefoldValues

extension Measure {
    /// A report over all rows of `payments`.
    static func report(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let store = try folder.store()
        let served = try folder.served(as: "served.db")
        return Measure(
            title: "report: by day and currency over \(ResultTable.grouped(served.rows)) payments",
            unit: "rows", count: served.rows,
            contestants: [
                Contestant(
                    title: "floor: a scan of its columns", kind: .floor,
                    commands: [folder.step(.floorReport, served.file, served.table, "created_at, currency, amount, status")]),
                Contestant(
                    title: "refold report", kind: .program,
                    commands: [folder.refold("report", "by-day", "--format", "csv", store: store, readModels: served.file)]),
            ],
            leftovers: [served.file])
    }
}
