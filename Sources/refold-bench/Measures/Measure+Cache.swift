import RefoldValues

extension Measure {
    /// Questions for single payments with and without a cache, by one thread and by two. What a hit costs beyond its look at the read
    /// model's revision is the line with the free look; a million questions, so that seconds read as microseconds a question.
    static func cache(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let served = try folder.served(as: "served.db")
        let questions = 1_000_000
        func contestant(_ title: String, _ way: CacheStep.Way, _ threads: Int, _ kind: Contestant.Kind = .inside) -> Contestant {
            Contestant(
                title: title + (threads > 1 ? ", \(threads) threads" : ""), kind: kind,
                commands: [folder.step(.cache, way.rawValue, served.file, "\(threads)", "\(questions)")])
        }
        var contestants = [contestant("floor: the revision alone", .revision, 1, .floor)]
        for threads in [1, 2] {
            contestants += [
                contestant("the store, without a cache", .plain, threads), contestant("a hit, with a free look", .free, threads),
                contestant("a hit, with a look into the file", .marked, threads),
            ]
        }
        return Measure(
            title: "cache: \(ResultTable.grouped(questions)) questions for 1,000 of \(ResultTable.grouped(served.rows)) payments in SQLite",
            unit: "questions", count: questions, contestants: contestants, leftovers: [served.file])
    }
}
