import RefoldCore
import RefoldEngine
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// Finds the rows and events that a figure, or a row, was made from.
struct Explaining {
    private let context: CommandContext
    private let lastEvents: Int
    private var session: Session { context.session }

    /// - Parameter lastEvents: how many events of each row are kept.
    init(_ context: CommandContext, lastEvents: Int) { (self.context, self.lastEvents) = (context, lastEvents) }

    // MARK: A figure

    /// - Parameters:
    ///   - measure: its name; nil for the only one.
    ///   - line: as it was typed; nil for the figure over all lines.
    ///   - rows: how many rows are shown.
    /// - Throws: status 2 for a report, measure, line or period that is not there; status 1 if rows or events cannot be read.
    func figure(
        of report: String, measure: String?, line: String?, _ period: String?, today: CalendarDate?, rows: Int
    ) throws(RefoldError) -> FigurePage {
        if context.registry.projections[report] != nil, !context.registry.reportFiles.contains(where: { $0.name == report }) {
            throw RefoldError(
                .usage, "\"\(report)\" is a projection", expected: "the name of a report, or the key of a row after it", remedy: "see refold explain --help")
        }
        let defined = try context.registry.report(named: report)
        let day = today ?? defined.timeZone.date(of: Timestamp.now())
        var plan = defined.at(endOf: day)
        plan.memory = context.memoryForReports(Folding.Limits().memory)
        let number = try plan.measure(named: measure, at: .named("--measure"))
        let name = try line.map { (text) throws(RefoldError) in try LineName(text, of: plan, at: .named("--row")) }
        let interval = try period.map { (text) throws(RefoldError) in
            try Period(text, today: day, of: plan.periods, at: .named("--period"))
        }
        if let interval, let seal = try? Seals(context).live(plan.name, for: interval) {
            context.session.say("refold: \(plan.name) is sealed for \(seal.period): this explains the figure of today's events, and refold report gives the sealed one")
        }
        let reporting = Reporting(context: context)
        let served = try reporting.rows(of: plan)
        let (snapshot, generation) = (served.own, served.generation)
        plan = served.plan
        let figure = try plan.explain(number, of: name, on: snapshot, period: interval, limit: rows)
        var page = FigurePage(figure, of: plan, line: line, period: period, generation, beside: served.further.map(\.generation))
        if !figure.rows.isEmpty {
            let contribution = try FigureContribution(plan, measure: number, line: figure.line, period: interval, generation.schema)
            page.steps = try steps(of: figure.rows.map(\.key), on: snapshot, onlyChanges: true) { (content) throws(RefoldError) in
                guard case .row(let block) = content else { return nil }
                // A column of the report that cannot be worked out for an earlier state is no value of it; the last one is compared with the row.
                return (try? contribution.value(of: 0, in: block)).flatMap { $0 }.map { [$0] }
            }
            page.differing = figure.rows.indices.filter { page.steps[$0].last?.values != [figure.rows[$0].value] }
            sayDiffering(page.differing.count, of: generation)
        }
        page.isIncomplete = reporting.isIncomplete(served, period: interval)
        page.behind = context.lag(of: served.generations, missingIn: plan.name)
        return page
    }

    // MARK: A row

    /// - Parameters:
    ///   - key: as it was typed.
    ///   - columns: names, separated by commas; nil for all.
    /// - Throws: status 2 for a projection, key or column that is not there; status 1 if no event touches the row, or rows or events cannot
    ///   be read.
    func row(_ key: String, of projection: String, columns: String?) throws(RefoldError) -> RowPage {
        let present = try context.registry.projection(named: projection)
        let snapshot = try context.snapshot(of: present.name, for: "explain \(present.name)")
        let generation = snapshot.generation
        let key = try RowKeyText(key, generation.schema.key)
        let cells = RowValues(of: generation.schema)
        let shown = try columns.map { (text) throws(RefoldError) in try Self.columns(text, of: generation.schema) }
        let steps = try steps(of: [key.bytes], on: snapshot) { (content) throws(RefoldError) in
            if case .row(let block) = content { try cells.read(0, of: block) } else { nil }
        }[0]
        guard steps.last != nil else { throw RowKeyText.untouched(present.name, in: try context.events()) }
        let served = try Self.served(key.bytes, on: snapshot).map { (block) throws(RefoldError) in try cells.read(0, of: block) }
        let differs = steps.last?.values != served
        sayDiffering(differs ? 1 : 0, of: generation)
        return RowPage(
            generation, key, steps, columns: cells.columns, shown: shown, differs: differs,
            isIncomplete: ParkedWarning.say(of: snapshot, in: session), behind: context.lag(of: generation, missingIn: "explain \(present.name)"))
    }

    private static func columns(_ text: String, of schema: ReadModelSchema) throws(RefoldError) -> [Int] {
        let names = schema.allColumns.map(\.name)
        var found: [Int] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            guard let column = names.firstIndex(of: name) else {
                throw RefoldError(
                    .usage, "the projection \"\(schema.name)\" has no column \"\(name)\"", at: .named("--column"),
                    expected: names.map { "\"\($0)\"" }.joined(separator: ", "), remedy: Suggestion.phrase(for: name, among: names))
            }
            if !found.contains(column) { found.append(column) }
        }
        return found
    }

    private static func served(_ key: [UInt8], on snapshot: any ReadModelSnapshot) throws(RefoldError) -> RowBlock? {
        let wanted = RowBlock(columnCount: 0, capacity: 1024)
        wanted.beginRow(key: key.span)
        let found = RowBlock(columnCount: snapshot.generation.schema.columns.count, capacity: 1024)
        try snapshot.load(keys: wanted, into: found)
        return found.count == 0 ? nil : found
    }

    // MARK: Events

    /// The events behind rows, in one reading.
    ///
    /// - Parameters:
    ///   - onlyChanges: whether events of a group are left out that change nothing of what is shown.
    ///   - values: what is shown of a row after an event; nil for nothing.
    private func steps(
        of keys: [[UInt8]], on snapshot: any ReadModelSnapshot, onlyChanges: Bool = false, _ values: (RowContent) throws(RefoldError) -> [TableValue]?
    ) throws(RefoldError) -> [RowSteps] {
        let generation = snapshot.generation
        let present = try context.registry.projection(named: generation.projection)
        guard let maker = generation.maker(present, context.registry.eventsFile.currencies) else {
            throw RefoldError(
                .usage, "\(generation.title) is served, and this program has no definition of it: \(generation.whyHeld)",
                at: .named("projection \"\(present.name)\""), expected: "a definition to fold by", remedy: "run refold rebuild \(present.name)")
        }
        let events = try context.stableEvents(for: "explain")
        let parked = try snapshot.parked()
        let leftOut = try context.leftOut(of: present.name, events).left(outOf: generation, parked: parked)
        let meter = session.meter("explain \(present.name)", unit: "events")
        defer { meter.finish() }
        var steps = Array(repeating: RowSteps(lastEvents, onlyChanges: onlyChanges && maker.rollup != nil), count: keys.count)
        let trails = RowTrails(
            of: .init(maker, leavingOut: leftOut), parked: parked, in: events, isCancelled: { session.interruption.isRequested }
        ) { meter.update(done: Int($0), total: Int(generation.position)) }
        try trails.run(keys, through: generation.position) { (row, step) throws(RefoldError) in
            steps[row].add(try RowStep(step, values(step.content)))
        }
        return steps
    }

    /// Says that rows are not what their events give. `--quiet` does not hide it.
    private func sayDiffering(_ rows: Int, of generation: Generation) {
        guard rows > 0 else { return }
        session.console.warn(
            "\(Grouped.text(rows, "row")) of \(generation.projection) \(rows == 1 ? "is" : "are") not what the events give: "
                + "run refold verify \(generation.projection)")
    }
}
