import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldValues

struct DiffVerb: Verb {
    static let name = "diff"
    static let summary = "compare the rows of a new version with those that are served"
    static let usage = """
        refold diff NAME [--keys N] [--format table|csv|json]

        Compares the generation that waits to be served with the served one, or else
        the served one with that before it: rows that only one has, rows that differ,
        how many values of each column, and its sum before and after. Shows the first
        rows that differ, with their values. Changes nothing, and ends with 0
        whatever it finds.

          --keys N             how many rows to show (default 10, in a table 3)
          --format FORMAT      table (the default), csv (one line per value that
                               differs) or json

          refold diff payments --keys 100 --format csv
        """
    static let flags: [Flag] = [.keys, .format]

    enum Format: String, CaseIterable {
        case table, csv, json
    }

    private static let usualSamples = 10
    private static let samplesOfTable = 3

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let typed = try arguments.onlyWord("the name of a projection")
        let format = try arguments.choice(.format, among: Format.allCases.map(\.rawValue)).flatMap(Format.init) ?? .table
        let keys = try arguments.whole(.keys, 0...1_000_000)
        guard format == .table || !session.json else {
            throw RefoldError(.usage, "rows and summary cannot both go to standard output", remedy: "leave --json out")
        }
        let context = try CommandContext(session)
        let name = context.registry.projectionName(typed)
        session.interruption.defer()
        let (from, to) = try context.twoGenerations(of: name)
        let found = try GenerationComparer(
            from: MeteredSnapshot(from, task: "diff \(name)", in: session), to: to, samples: keys ?? usualSamples,
            isCancelled: { session.interruption.isRequested }).run()
        let page = ComparisonPage(found)
        if found.from.position != found.to.position {
            let (before, after) = (Grouped.text(Int(found.from.position)), Grouped.text(Int(found.to.position)))
            session.say(
                "\(name): \(found.from.title) is complete up to position \(before) and \(found.to.title) up to \(after): events in between differ too")
        }
        if OutsideRules(word: found.to.zones).haveOtherCurrencies(than: OutsideRules(word: found.from.zones)) {
            session.console.say(
                "refold: \(name): the currencies in events.json5 changed between the two: amounts in these are shown with the decimals of now")
        }
        switch format {
        case .csv: try session.output.write(page.csv(CSVOptions.format([session.settings.csv])))
        case .json: try session.output.write(json: JSONValue.object(page.fields(samples: true)).json)
        case .table where !session.json:
            try session.output.write(line: "\(name): \(page.sentence)")
            for line in page.columnLines + page.samples(keys ?? samplesOfTable) { try session.output.write(line: line) }
        case .table: break
        }
        return VerbResult(fields: format == .table ? page.fields(samples: true) : nil)
    }
}

extension CommandContext {
    /// What is to be compared: the served generation with the candidate, or the one before with the served one.
    ///
    /// - Throws: status 1 if there is only one, or none.
    fileprivate func twoGenerations(of projection: String) throws(RefoldError) -> (from: any ReadModelSnapshot, to: any ReadModelSnapshot) {
        let both = try readModels.snapshots(of: projection) { all in
            guard let served = all.first(where: { $0.state == .served }) else { return [] }
            if let candidate = all.last(where: { $0.state == .built }) { return [served, candidate] }
            return (all.last { $0.state == .previous }).map { [$0, served] } ?? []
        }
        if both.count == 2 { return (both[0], both[1]) }
        if try !readModels.generations().contains(where: { $0.projection == projection }) { _ = try registry.projection(named: projection) }
        throw RefoldError(
            .failed, "there are no two generations of \"\(projection)\" to compare", at: .named(readModels.name),
            remedy: "build another one beside what is served with refold rebuild \(projection) --no-promote")
    }
}
