import RefoldValues

/// Measures of new generations beside served ones, in SQLite files.
extension BenchFolder {
    /// A comparison of two generations, row by row, beside the rebuild that makes one of them.
    func compare() throws(RefoldError) -> Measure {
        let (store, served) = (try store(), try served())
        try run(refold("rebuild", "payments", "--no-promote", store: store, readModels: served.file))
        let rebuilt = emptied("rebuilt-alone.db")
        return Measure(
            "compare: two generations of \(grouped(served.rows)) payments", "rows", served.rows,
            [
                Contestant(.floor, "floor: two scans side by side", step(.floorCompare, served.file, served.table, "payments#2")),
                Contestant(
                    .floorOfPrograms, "a rebuild from \(grouped(options.events)) events, nothing served", refold("rebuild", "payments", store: store, readModels: rebuilt),
                    prepare: empty(rebuilt)),
                Contestant(.program, "refold diff", refold("diff", "payments", "--keys", "0", store: store, readModels: served.file)),
            ], leftovers: [served.file, rebuilt])
    }

    /// A switch to another generation and back. The floor is without the start of a process, which the others include.
    func switching() throws(RefoldError) -> Measure {
        let (store, served) = (try store(), try served())
        try run(refold("rebuild", "payments", "--no-promote", store: store, readModels: served.file))
        try run(refold("promote", "payments", store: store, readModels: served.file))
        return Measure(
            "switch: between two generations of \(grouped(served.rows)) payments", "switches", 1,
            [
                Contestant(.floor, "floor: the same by hand, without a process", step(.floorSwitch, served.file, served.table)),
                Contestant(.program, "refold rollback", refold("rollback", "payments", store: store, readModels: served.file)),
                Contestant(.program, "refold promote", refold("promote", "payments", store: store, readModels: served.file)),
            ], leftovers: [served.file])
    }
}
