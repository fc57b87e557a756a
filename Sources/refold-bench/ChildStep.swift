import RefoldValues

/// What this program does as a process of its own, called by itself with the step's name as the first argument.
///
/// Floors run apart so that they begin like every contestant, and the making of material so that its memory does not count as
/// a contestant's: a new process inherits the peak of the one that started it.
enum ChildStep: String {
    /// STORE ROWS OUTPUT SHAPE
    case floorRebuild = "floor-rebuild"
    /// ROWS OUTPUT WAY
    case floorImport = "floor-import"
    /// ROWS OUTPUT SIZE
    case floorIngest = "floor-ingest"
    /// ROWS DATABASE SIZE
    case floorPostgresIngest = "floor-postgres-ingest"
    /// READ-MODELS TABLE COLUMNS
    case floorReport = "floor-report"
    /// DATABASE WRITERS EVENTS: appends single events, each writer its own streams.
    case append
    /// WAY READ-MODELS THREADS QUESTIONS
    case cache
    /// QUESTION PLACE PAYMENTS ROUNDS
    case floorQuery = "floor-query"
    /// QUESTION PLACE PAYMENTS ROUNDS
    case query
    /// PLACE PAYMENTS: a file or a URI.
    case writePayments = "write-payments"
    /// DATABASE SQL: makes an index that a projection cannot declare.
    case index = "make-index"
    /// DATABASE COLUMNS TABLE FILE
    case writeCells = "write-cells"
    /// STORE FILE
    case writeLines = "write-lines"
    /// COUNT FILE
    case writeCommands = "write-commands"

    /// Does it.
    ///
    /// - Returns: what to print: a floor's seconds, and a number that keeps the compiler from leaving the reading out.
    func run(_ words: [String]) throws(RefoldError) -> String {
        switch (self, words.count) {
        case (.floorRebuild, 4):
            guard let shape = RebuildFloor.Shape(rawValue: words[3]) else { break }
            return try RebuildFloor.run(store: words[0], rows: words[1], output: words[2], shape: shape).text
        case (.floorImport, 3):
            guard let way = ImportFloor.Way(rawValue: words[2]) else { break }
            return try ImportFloor.run(rows: words[0], output: words[1], way: way).text
        case (.floorIngest, 3):
            return try IngestFloor.sqlite(rows: words[0], output: words[1], size: Int(words[2]) ?? 1).text
        case (.floorPostgresIngest, 3):
            return try IngestFloor.postgres(rows: words[0], database: words[1], size: Int(words[2]) ?? 1).text
        case (.floorReport, 3):
            return try ReportFloor.run(readModels: words[0], table: words[1], columns: words[2]).text
        case (.append, 3):
            return try AppendStep.run(database: words[0], writers: Int(words[1]) ?? 1, events: Int(words[2]) ?? 0).text
        case (.cache, 4):
            guard let way = CacheStep.Way(rawValue: words[0]) else { break }
            return try CacheStep.run(way, readModels: words[1], threads: Int(words[2]) ?? 1, questions: Int(words[3]) ?? 0).text
        case (.floorQuery, 4), (.query, 4):
            guard let question = PaymentQuestion(rawValue: words[0]), let count = Int(words[2]), let rounds = Int(words[3]) else { break }
            let rows = PaymentRows(count: count)
            if self == .query { return try QueryStep.run(question, of: rows, at: words[1], rounds: rounds).text }
            if words[1].hasPrefix("postgres") { return try PostgresQueryFloor.run(question, of: rows, at: words[1], rounds: rounds).text }
            return try QueryFloor.run(question, of: rows, at: words[1], rounds: rounds).text
        case (.writePayments, 2):
            try PaymentRows(count: Int(words[1]) ?? 0).write(to: words[0])
            return ""
        case (.index, 2):
            try Material.makeIndex(in: words[0], words[1])
            return ""
        case (.writeCells, 4):
            try Material.writeCells(of: words[0], words[1], from: words[2], to: words[3])
            return ""
        case (.writeLines, 2):
            try Material.writeLines(of: words[0], to: words[1])
            return ""
        case (.writeCommands, 2):
            try Material.writeCommands(Int(words[0]) ?? 0, to: words[1])
            return ""
        default: break
        }
        throw RefoldError(.usage, "\(rawValue) is a step that refold-bench calls itself", remedy: "see refold-bench --help")
    }
}

/// What a floor measured.
struct FloorResult {
    /// From the first call of SQLite to the last.
    var duration: Duration
    /// Something made of every byte that the floor had to look at.
    var checksum: Int

    /// Seconds, then the checksum.
    var text: String { "\(duration / .seconds(1)) \(checksum)" }
}
