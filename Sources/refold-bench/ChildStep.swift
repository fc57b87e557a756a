import RefoldValues

/// The steps that this program runs as a child process of itself, with the step's name as the first argument.
///
/// Floors run as separate processes so that they start like every contestant. Material is made in separate processes so that its memory
/// does not count: a new process inherits the peak of the one that started it.
enum ChildStep: String {
    case floorRebuild = "floor-rebuild"
    case floorImport = "floor-import"
    case floorIngest = "floor-ingest"
    case floorPostgresIngest = "floor-postgres-ingest"
    case floorReport = "floor-report"
    case floorCompare = "floor-compare"
    case floorSwitch = "floor-switch"
    case floorQuery = "floor-query"
    case append, cache, query
    case digest
    case writePayments = "write-payments"
    case index = "make-index"
    case writeLines = "write-lines"
    case writeCommands = "write-commands"

    /// Does it with the words that follow its name, which it takes in the order in which they stand here.
    ///
    /// - Returns: what a floor or a contestant measured.
    func run(_ words: [String]) throws(RefoldError) -> FloorResult? {
        var words = Words(step: self, rest: words[...])
        switch self {
        case .floorRebuild: return try RebuildFloor.run(store: words.text(), readModels: words.text(), table: words.text(), output: words.text(), shape: words.one())
        case .floorImport: return try ImportFloor.run(store: words.text(), output: words.text(), way: words.one())
        case .floorIngest: return try IngestFloor.sqlite(store: words.text(), output: words.text(), size: words.number())
        case .floorPostgresIngest: return try IngestFloor.postgres(store: words.text(), database: words.text(), size: words.number())
        case .floorReport: return try ReportFloor.run(readModels: words.text(), table: words.text(), columns: words.text())
        case .floorCompare: return try CompareFloor.compare(readModels: words.text(), from: words.text(), to: words.text())
        case .floorSwitch: return try CompareFloor.change(readModels: words.text(), table: words.text())
        case .digest: return try DigestStep.run(store: words.text(), words.one())
        case .append: return try AppendStep.run(database: words.text(), writers: words.number(), events: words.number())
        case .cache: return try CacheStep.run(words.one(), readModels: words.text(), threads: words.number(), questions: words.number())
        case .floorQuery, .query:
            let (question, place): (PaymentQuestion, String) = (try words.one(), try words.text())
            let (rows, rounds) = (PaymentRows(count: try words.number()), try words.number())
            if self == .query { return try QueryStep.run(question, of: rows, at: place, rounds: rounds) }
            let isServer = place.hasPrefix("postgres")
            return try (isServer ? PostgresQueryFloor.run : QueryFloor.run)(question, rows, place, rounds)
        case .writePayments:
            let place = try words.text()
            try PaymentRows(count: words.number()).write(to: place)
        case .index: try Material.makeIndex(in: words.text(), words.text())
        case .writeLines: try Material.writeLines(of: words.text(), to: words.text())
        case .writeCommands: try Material.writeCommands(words.number(), to: words.text())
        }
        return nil
    }

    private struct Words {
        let step: ChildStep
        var rest: ArraySlice<String>

        mutating func text() throws(RefoldError) -> String { try value { $0 } }

        mutating func number() throws(RefoldError) -> Int { try value { Int($0) } }

        mutating func one<Value: RawRepresentable<String>>() throws(RefoldError) -> Value { try value { Value(rawValue: $0) } }

        private mutating func value<Value>(_ read: (String) -> Value?) throws(RefoldError) -> Value {
            if let value = rest.popFirst().flatMap(read) { return value }
            throw RefoldError(.usage, "\(step.rawValue) is a step that refold-bench calls itself", remedy: "see refold-bench --help")
        }
    }
}
