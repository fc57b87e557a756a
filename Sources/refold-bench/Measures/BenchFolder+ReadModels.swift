import RefoldCore
import RefoldValues

/// Measures of read models in SQLite files.
extension BenchFolder {
    /// A rebuild of `payments` beside a served generation, with the memory it takes by itself and with less.
    func rebuild() throws(RefoldError) -> Measure {
        let (store, served) = (try store(), try served())
        func floor(_ title: String, _ shape: RebuildFloor.Shape, rowsOf table: String) -> Contestant {
            Contestant(.floor, title, step(.floorRebuild, store, served.file, table, emptied("floor-\(shape).db"), shape.rawValue))
        }
        func program(_ title: String, memory: String) -> Contestant {
            let output = emptied("rebuilt-\(memory).db")
            return Contestant(.program, title, refold("rebuild", "payments", "--memory", memory, store: store, readModels: output))
        }
        return Measure(
            "rebuild: \(grouped(options.events)) events into \(grouped(served.rows)) payments", "events", options.events,
            [
                floor("floor: rows as Refold lays them", .clustered, rowsOf: served.table),
                floor("floor: rows in a plain table", .plain, rowsOf: "payments"),
                program("refold rebuild", memory: "1G"), program("refold rebuild --memory 256M", memory: "256M"),
            ], leftovers: [served.file] + ["floor-clustered.db", "floor-plain.db", "rebuilt-1G.db", "rebuilt-256M.db"].map(path))
    }

    /// The same projection in Swift and declared in JSON5.
    ///
    /// A declared projection has no indexes; the one that `payments` has is made after it and counted, so that the work is the same.
    func declared() throws(RefoldError) -> Measure {
        let (store, inSwift, declared) = (try store(), path("in-swift.db"), path("declared.db"))
        let index = "CREATE INDEX by_organization ON \"payments_declared#1\" (organization_id, created_at, id, status)"
        return Measure(
            "declared: \(grouped(options.events)) events, nothing served before", "events", options.events,
            [
                Contestant(
                    .program, "payments in Swift", refold("rebuild", "payments", store: store, readModels: inSwift), prepare: empty(inSwift)),
                Contestant(
                    .program, "declared in JSON5, then the index",
                    refold("rebuild", "payments_declared", store: store, readModels: declared), step(.index, declared, index),
                    prepare: empty(declared)),
            ], leftovers: [inSwift, declared])
    }

    /// The last 10,000 events onto a served generation. Nothing stands under it but itself.
    func catchUp() throws(RefoldError) -> Measure {
        let (store, output, events) = (try store(), path("catch-up.db"), 10_000)
        let before = refold("rebuild", "payments", "--through", "\(options.events - events)", store: store, readModels: output)
        return Measure(
            "catch-up: the last \(grouped(events)) of \(grouped(options.events)) events", "events", events,
            [
                Contestant(.program, "refold catch-up", refold("catch-up", "payments", store: store, readModels: output)) { () throws(RefoldError) in
                    removeDatabase(output)
                    try run(before)
                }
            ], leftovers: [output])
    }

    /// Single questions about the payments of a large read model, beside the bare prepared statement. Whoever asks is one process with one
    /// connection that asks again and again, so that nothing but the question is measured.
    func queries() throws(RefoldError) -> [Measure] {
        let count = options.events / 2
        let file = try kept("payments-\(count).db") { (file) throws(RefoldError) in step(.writePayments, file, "\(count)") }
        var places = [(name: "SQLite", place: file, isServer: false)]
        if options.server != nil {
            let uri = try BenchServer(self).database(named: "refold_bench_payments_\(count)") { (uri) throws(RefoldError) in
                try run(step(.writePayments, uri, "\(count)"))
            }
            places.append(("PostgreSQL", uri, true))
        }
        return places.flatMap { name, place, isServer in
            PaymentQuestion.allCases.map { question in
                let rounds = question.count(onServer: isServer)
                func command(_ asker: ChildStep) -> [String] { step(asker, question.rawValue, place, "\(count)", "\(rounds)") }
                return Measure(
                    "queries: \(question.title) of \(grouped(count)), on \(name)", "answers", rounds,
                    [
                        Contestant(.floor, "floor: a prepared statement", command(.floorQuery)),
                        Contestant(.inside, question == .revision ? "the reader's revision" : "the domain's query", command(.query)),
                    ])
            }
        }
    }

    /// Questions for single payments with and without a cache, by one thread and by two. What a hit costs beyond its look at the read
    /// model's revision is the line with the free look; a million questions, so that seconds read as microseconds a question.
    func cache() throws(RefoldError) -> Measure {
        let (served, questions) = (try served(), 1_000_000)
        func contestant(_ kind: Contestant.Kind, _ title: String, _ way: CacheStep.Way, _ threads: Int) -> Contestant {
            Contestant(
                kind, title + (threads > 1 ? ", \(threads) threads" : ""), step(.cache, way.rawValue, served.file, "\(threads)", "\(questions)"))
        }
        let asked = [1, 2].flatMap { threads in
            [
                contestant(.inside, "the store, without a cache", .plain, threads), contestant(.inside, "a hit, with a free look", .free, threads),
                contestant(.inside, "a hit, with a look into the file", .marked, threads),
            ]
        }
        return Measure(
            "cache: \(grouped(questions)) questions for 1,000 of \(grouped(served.rows)) payments in SQLite", "questions", questions,
            [contestant(.floor, "floor: the revision alone", .revision, 1)] + asked, leftovers: [served.file])
    }
}
