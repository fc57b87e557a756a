import RefoldValues

extension Measure {
    /// A rebuild of `payments` beside a served generation, with the memory it takes by itself and with less.
    static func rebuild(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let store = try folder.store(), events = folder.options.events
        let served = try folder.served(as: "served.db")
        let columns = """
            id, organization_id, customer_name, customer_email, amount, currency, status, created_at, created_by, updated_at, updated_by, \
            failure_reason, refund_reason
            """
        func floor(_ title: String, _ shape: RebuildFloor.Shape, rowsOf table: String) throws(RefoldError) -> Contestant {
            let cells = folder.path("payments-\(shape).cells"), output = folder.path("floor-\(shape).db")
            folder.removeDatabase(output)
            try folder.run(folder.step(.writeCells, served.file, columns, table, cells))
            return Contestant(title: title, kind: .floor, commands: [folder.step(.floorRebuild, store, cells, output, shape.rawValue)])
        }
        func refold(_ title: String, memory: String) -> Contestant {
            let output = folder.path("rebuilt-\(memory).db")
            folder.removeDatabase(output)
            return Contestant(
                title: title, kind: .program,
                commands: [folder.refold("rebuild", "payments", "--memory", memory, store: store, readModels: output)])
        }
        let shapes: [RebuildFloor.Shape] = [.clustered, .plain]
        return Measure(
            title: "rebuild: \(ResultTable.grouped(events)) events into \(ResultTable.grouped(served.rows)) payments",
            unit: "events", count: events,
            contestants: [
                try floor("floor: rows as Refold lays them", .clustered, rowsOf: served.table),
                try floor("floor: rows in a plain table", .plain, rowsOf: "payments"),
                refold("refold rebuild", memory: "1G"), refold("refold rebuild --memory 256M", memory: "256M"),
            ],
            leftovers: [served.file, folder.path("rebuilt-1G.db"), folder.path("rebuilt-256M.db")]
                + shapes.flatMap { [folder.path("payments-\($0).cells"), folder.path("floor-\($0).db")] })
    }

    /// The same projection in Swift and declared in JSON5.
    ///
    /// A declared projection has no indexes; the one that `payments` has is made after it and counted, so that the work is the same.
    static func declared(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let store = try folder.store(), events = folder.options.events
        let inSwift = folder.path("in-swift.db"), declared = folder.path("declared.db")
        func contestant(_ title: String, _ commands: [[String]], _ output: String) -> Contestant {
            Contestant(
                title: title, kind: .program, commands: commands,
                prepare: { () throws(RefoldError) in folder.removeDatabase(output) })
        }
        let index = "CREATE INDEX by_organization ON \"payments_declared#1\" (organization_id, created_at, id)"
        return Measure(
            title: "declared: \(ResultTable.grouped(events)) events, nothing served before", unit: "events", count: events,
            contestants: [
                contestant("payments in Swift", [folder.refold("rebuild", "payments", store: store, readModels: inSwift)], inSwift),
                contestant(
                    "declared in JSON5, then the index",
                    [
                        folder.refold("rebuild", "payments_declared", store: store, readModels: declared),
                        folder.step(.index, declared, index),
                    ], declared),
            ],
            leftovers: [inSwift, declared])
    }

    /// The last 10,000 events onto a served generation. Nothing stands under it but itself.
    static func catchUp(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let store = try folder.store(), output = folder.path("catch-up.db")
        let events = 10_000, before = folder.options.events - events
        return Measure(
            title: "catch-up: the last \(ResultTable.grouped(events)) of \(ResultTable.grouped(folder.options.events)) events",
            unit: "events", count: events,
            contestants: [
                Contestant(
                    title: "refold catch-up", kind: .program,
                    commands: [folder.refold("catch-up", "payments", store: store, readModels: output)],
                    prepare: { () throws(RefoldError) in
                        folder.removeDatabase(output)
                        try folder.run(folder.refold("rebuild", "payments", "--through", "\(before)", store: store, readModels: output))
                    })
            ],
            leftovers: [output])
    }
}
