import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldValues

struct ExportVerb: Verb {
    static let name = "export"
    static let summary = "print the rows of a read model in key order"
    static let usage = """
        refold export NAME [--format csv|ndjson] [--output FILE]

        Prints the rows of the served generation in the order of their key.

          --format FORMAT      csv (the default) or ndjson
          --output PATH        write this file instead, whole or not at all

          refold export payments --format ndjson --output payments.ndjson
        """
    static let flags: [Flag] = [.format, .output]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let typed = try arguments.onlyWord("the name of a projection")
        let word = try arguments.choice(.format, among: RowExport.Format.allCases.map(\.rawValue))
        let format = word.flatMap(RowExport.Format.init) ?? .csv
        let context = try CommandContext(session)
        try context.registry.requireFolder()
        let name = context.registry.projectionName(typed)
        guard let path = try arguments.path(.output) else {
            guard !session.json else {
                throw RefoldError(.usage, "rows and summary cannot both go to standard output", remedy: "add --output FILE")
            }
            let snapshot = try context.snapshot(of: name, for: "export \(name)")
            let csv = CSVOptions.format([session.settings.csv])
            _ = try RowExport(format, of: snapshot.generation.schema, csv: csv).run(on: snapshot) { (bytes) throws(RefoldError) in
                try session.output.write(bytes)
            }
            context.sayVersion(of: snapshot.generation)
            _ = context.lag(of: snapshot.generation, missingIn: "export \(name)")
            _ = ParkedWarning.say(of: snapshot, in: session)
            return VerbResult(fields: nil)
        }
        let (rows, generation, isIncomplete) = try context.export(name, as: format, csv: nil, to: path)
        session.say("\(path): \(Grouped.text(Int(rows), "row")) of \(name), up to position \(Grouped.text(Int(generation.position)))")
        let fields = [
            JSONField("projection", .text(name)), JSONField("rows", .integer(rows)), JSONField("position", .integer(generation.position)),
            JSONField("files", .texts([path])),
        ]
        return VerbResult(fields: fields + JSONField.behind(context.lag(of: generation, missingIn: path)) + JSONField.incomplete(isIncomplete))
    }
}

extension CommandContext {
    /// Writes the served rows of a projection into a file that appears completely or not at all.
    ///
    /// - Parameter csv: how CSV is written, beyond what the settings say.
    /// - Returns: how many rows, the generation that they are of, and whether they lack parked events, or that is not known.
    func export(
        _ projection: String, as format: RowExport.Format, csv: CSVOptions?, to path: String
    ) throws(RefoldError) -> (rows: Int64, generation: Generation, isIncomplete: Bool) {
        try spared.check(path)
        let snapshot = try snapshot(of: projection, for: "export \(projection)")
        let file = try output(path)
        let style = CSVOptions.format([session.settings.csv, csv])
        let rows = try RowExport(format, of: snapshot.generation.schema, csv: style).run(on: snapshot) { (bytes) throws(RefoldError) in
            try file.write(bytes)
        }
        try file.commit()
        sayVersion(of: snapshot.generation)
        return (rows, snapshot.generation, ParkedWarning.say(of: snapshot, in: session))
    }

    /// Says how many events are missing in rows that were written.
    ///
    /// - Parameter what: what was written.
    /// - Returns: that number; nil if it is not known.
    func lag(of generation: Generation, missingIn what: String) -> Int64? {
        let lag = ServedLag(session, registry.projections)
        let count = lag.lag(of: generation)
        lag.say(count, missingIn: what, of: generation.projection, at: generation.position)
        return count
    }
}
