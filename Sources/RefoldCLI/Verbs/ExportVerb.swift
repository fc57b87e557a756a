import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

struct ExportVerb: Verb {
    static let name = "export"
    static let summary = "print the rows of a read model in key order"
    static let usage = """
        refold export NAME [--where TEST]... [--columns NAMES] [--order NAMES]
                      [--limit N] [--format FORMAT] [--output FILE]

        Prints the rows of the served generation in the order of their key.

          --where TEST         only rows that meet the test: country=Italy,
                               'amount>=100', 'paid_at!=null'; several must all hold
          --columns NAMES      these columns, in this order, with commas
          --order NAMES        in the order of these columns, then of the key; nulls
                               first; -amount puts the largest first
          --limit N            the first N rows
          --format FORMAT      one of those below, csv if none is named
          --output PATH        write this file instead, whole or not at all; the path
                               may have {date}, the day in UTC
        """
    static func usage(for domains: DomainList) -> String {
        let examples = [
            "", "  refold export payments --format ndjson --output payments.ndjson", "  refold export payments --where status=failed --order -amount --limit 20",
        ]
        return ([usage] + domains.formats.guide + examples).joined(separator: "\n")
    }
    static let flags: [Flag] = [.tests, .columns, .order, .limit, .format, .output]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let typed = try arguments.onlyWord("the name of a projection")
        let formats = session.domains.formats
        let format = try arguments.choice(.format, among: formats.words).flatMap { formats[$0] } ?? CSVFormat()
        let context = try CommandContext(session)
        try context.registry.requireFolder()
        let name = context.registry.projectionName(typed)
        var choice = ExportChoice()
        choice.tests = try arguments.tests()
        (choice.columns, choice.order) = (try arguments.names(.columns), try arguments.names(.order))
        choice.limit = try arguments.whole(.limit, 1...Int.max)
        guard let output = try arguments.pathPattern(.output, hasPeriod: false) else {
            guard !session.json else {
                throw RefoldError(.usage, "rows and summary cannot both go to standard output", remedy: "add --output FILE")
            }
            try session.output.requireFit(for: format)
            let printed = try context.print(name, choice, as: format)
            _ = context.lag(of: printed.generation, missingIn: "export \(name)")
            return VerbResult(fields: nil)
        }
        let path = output.path(on: TimeZoneRules.utc.date(of: Timestamp.now()))
        let written = try context.export(name, choice, as: format, csv: nil, to: path)
        let (rows, generation) = (written.count, written.generation)
        let chosen = choice.isNone ? "" : ", as they were chosen"
        session.say("\(path): \(Grouped.text(Int(rows), "row")) of \(name)\(chosen), up to position \(Grouped.text(Int(generation.position)))")
        let fields = [
            JSONField("projection", .text(name)), JSONField("rows", .integer(rows)), JSONField("position", .integer(generation.position)),
            JSONField("files", .texts([path])),
        ]
        let behind = JSONField.behind(context.lag(of: generation, missingIn: path))
        return VerbResult(fields: fields + choice.fields + behind + JSONField.incomplete(written.isIncomplete))
    }
}

extension CommandContext {
    /// Says how many events are missing in rows that were written.
    ///
    /// - Parameter what: what was written.
    /// - Returns: that number; nil if it is not known.
    func lag(of generation: Generation, missingIn what: String) -> Int64? { lag(of: [generation], missingIn: what) }

    /// The same of read models at one position.
    func lag(of generations: [Generation], missingIn what: String) -> Int64? {
        let lag = ServedLag(session, registry.projections)
        let count = lag.lag(of: generations)
        lag.say(count, missingIn: what, of: generations.map(\.projection), at: generations.first?.position ?? 0)
        return count
    }
}
