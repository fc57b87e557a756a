import RefoldValues

extension Measure {
    /// Single questions about the payments of a large read model, beside the bare prepared statement. Whoever asks is one process with one
    /// connection that asks again and again, so that nothing but the question is measured.
    static func queries(in folder: BenchFolder) throws(RefoldError) -> [Measure] {
        let count = folder.options.events / 2
        let file = try folder.kept("payments-\(count).db") { (file) throws(RefoldError) in folder.step(.writePayments, file, "\(count)") }
        var places = [(name: "SQLite", place: file, isServer: false)]
        if folder.options.server != nil {
            let uri = try BenchServer(folder).database(named: "refold_bench_payments_\(count)") { (uri) throws(RefoldError) in
                try folder.run(folder.step(.writePayments, uri, "\(count)"))
            }
            places.append(("PostgreSQL", uri, true))
        }
        return places.flatMap { name, place, isServer in
            PaymentQuestion.allCases.map { question in
                let rounds = question.count(onServer: isServer)
                func command(_ step: ChildStep) -> [String] { folder.step(step, question.rawValue, place, "\(count)", "\(rounds)") }
                return Measure(
                    title: "queries: \(question.title) of \(ResultTable.grouped(count)), on \(name)", unit: "answers", count: rounds,
                    contestants: [
                        Contestant(title: "floor: a prepared statement", kind: .floor, commands: [command(.floorQuery)]),
                        Contestant(title: question == .revision ? "the reader's revision" : "the domain's query", kind: .inside, commands: [command(.query)]),
                    ])
            }
        }
    }
}
