import RefoldCore
import RefoldStores
import RefoldTables
import RefoldValues

/// One pass over the rows of a read model for one figure.
final class FigurePass {
    private let plan: ReportPlan
    private let measure: Int
    private let name: LineName?
    private let places: RowPlaces
    private let schema: ReadModelSchema
    private let keys: KeyPlaces
    let columns: [Int]
    /// Whether the line is one of those that are asked for, by its number.
    private var isWanted: [Bool] = []
    private var first: FirstRows
    private let limit: Int
    private var count = 0
    private var sum: ExactDecimal? = .zero

    init(_ plan: ReportPlan, _ measure: Int, of name: LineName?, period: Period?, _ schema: ReadModelSchema, limit: Int) throws(RefoldError) {
        (self.plan, self.measure, self.name, self.schema, self.limit) = (plan, measure, name, schema, limit)
        places = try RowPlaces(plan, period: period)
        var columns = places.columns
        keys = KeyPlaces(schema, in: &columns)
        self.columns = columns
        first = FirstRows(limit, smallestFirst: plan.aggregate(measure).map { type(of: $0.function).smallestFirst } ?? false)
        learnLines()
    }

    /// Takes in a block with ``columns``.
    func add(_ block: RowBlock) throws(RefoldError) {
        let found = try places.find(in: block)
        learnLines()
        let rows = found.rows.filter { isWanted[found.line(of: $0)] }
        guard !rows.isEmpty || plan.looksAtLines(measure) else { return }
        // A measure of lines looks at other lines too.
        try places.add(plan.looksAtLines(measure) ? found.rows : rows, of: found)
        let isAverage = plan.aggregate(measure)?.function is AverageMeasure
        for row in places.counted(rows, by: measure, in: found) {
            let value = try places.value(of: row, in: found, for: measure)
            guard !value.isNothing(for: plan.aggregate(measure)) else { continue }
            count += 1
            if isAverage { sum = sum.flatMap { sum in value.number.flatMap { try? sum.adding($0) } } }
            first.add(value, by: try places.order(of: row, in: found, for: measure)) { keys.key(of: Int(row), in: block) }
        }
    }

    private func learnLines() {
        while isWanted.count < places.lines.count { isWanted.append(name?.fits(places.lines[isWanted.count]) ?? true) }
    }

    // MARK: The result

    /// - Throws: status 1 if there is no such line; status 2 if there are two.
    func figure(_ interval: TableInterval) throws(RefoldError) -> ExplainedFigure {
        let lines = try places.finished()
        learnLines()
        let line = try line()
        let figures = try lines.figures(ofLine: line)
        let value = figures[measure]
        var figure = ExplainedFigure(
            measure: plan.measures[measure].name, line: line.map { places.lines[$0] }, interval: interval, value: value, rows: [], rest: (0, .null), rule: "")
        switch plan.measures[measure].form {
        case .aggregate(let aggregate):
            figure.rows = try first.kept.map { (entry) throws(RefoldError) in
                ExplainedFigure.Row(key: entry.key, name: try schema.keyValues(of: entry.key), value: entry.value)
            }
            let kind = type(of: aggregate.function)
            let whole = kind.isAdded ? value.number : aggregate.function is AverageMeasure ? sum : nil
            figure.rest = (count - figure.rows.count, Self.rest(of: whole, without: figure.rows))
            let values = ExplainedValues(
                count: count, sum: count > 0 && aggregate.function is AverageMeasure ? sum.map { .number($0) } : nil,
                column: aggregate.column.map { plan.columnName($0) }, further: aggregate.further.map { plan.columnName($0.column) }, figure: value)
            figure.rule = "\(aggregate.function.rule(of: values)): \(value.word)"
        case .arithmetic(let arithmetic):
            figure.operands = arithmetic.operands.map { operand in
                switch operand {
                case .number(let number): .number(.number(number))
                case .measure(let index): .measure(plan.measures[index].name, figures[index])
                }
            }
            figure.rule = arithmetic.rule(figure.operands, value)
        case .ofLines(let own):
            let operand = plan.measures[own.operand].name
            let cut = own.along.map { plan.columns[$0].name }
            figure.operands = try lines.contributions(to: measure, own, line, limit: max(limit, 1))
            figure.rule = line == nil && own.along != nil
                ? "\(operand) is looked at along \(cut ?? ""), line by line: null" : "\(own.function.rule(operand, along: cut)): \(value.word)"
        case .unreadable: break
        }
        return figure
    }

    private func line() throws(RefoldError) -> Int? {
        guard let name else { return plan.rows.isEmpty ? 0 : nil }
        let wanted = isWanted.indices.filter { isWanted[$0] }
        guard let line = wanted.first else {
            if plan.shape.hasOthers, name.isOfOthers {
                throw RefoldError(
                    .failed, "the line of others stands for several lines, each with rows of its own", at: .named("report \(plan.name)"),
                    expected: "one of these lines", remedy: "name one of them; without limit the report shows them all")
            }
            let column = name.strangeColumn(among: places.lines)
            throw RefoldError(
                .failed, column.map { "no line has this value of \"\($0)\"" } ?? "no line has these values together", at: .named("report \(plan.name)"),
                expected: "a line that the report has now", remedy: "see the lines with refold report \(plan.name)")
        }
        guard wanted.count == 1 else {
            throw RefoldError(
                .usage, "two lines have these values: nothing after = is null, and an empty text", at: .named("report \(plan.name)"), expected: "one line",
                remedy: "write --row as a JSON object, with null or \"\"")
        }
        return line
    }

    /// What the rows past the limit come to; null if nothing is added up.
    private static func rest(of whole: ExactDecimal?, without rows: [ExplainedFigure.Row]) -> TableValue {
        guard var rest = whole else { return .null }
        do throws(DecimalError) {
            for number in rows.compactMap(\.value.number) { rest = try rest.subtracting(number) }
        } catch {
            return .null
        }
        return .number(rest)
    }
}

extension ReportPlan {
    /// How a measure is worked out from rows; nil for arithmetic.
    func aggregate(_ measure: Int) -> AggregatePlan? {
        if case .aggregate(let aggregate) = measures[measure].form { aggregate } else { nil }
    }

    /// Whether a measure is worked out from other lines than its own.
    fileprivate func looksAtLines(_ measure: Int) -> Bool {
        switch measures[measure].form {
        case .ofLines: true
        case .arithmetic(let arithmetic): arithmetic.operands.contains { if case .measure(let above) = $0 { looksAtLines(above) } else { false } }
        case .aggregate, .unreadable: false
        }
    }

    /// The name of a column of a block.
    fileprivate func columnName(_ place: Int) -> String {
        let own = derived?.columns.map(\.name) ?? []
        return place < own.count ? own[place] : scanned[place - own.count].column.name
    }
}

extension TableValue {
    /// Whether a row with this value puts nothing into a measure.
    func isNothing(for aggregate: AggregatePlan?) -> Bool {
        guard let aggregate, type(of: aggregate.function).countsRows else { return isNull }
        return number == .zero
    }
}

extension ReadModelSchema {
    /// The parts of an encoded key.
    fileprivate func keyValues(of key: [UInt8]) throws(RefoldError) -> [TableValue] {
        let block = RowBlock(columnCount: 0, capacity: 256)
        block.beginRow(key: key.span)
        return try RowValues(of: ReadModelSchema(name: name, key: self.key, columns: [])).read(0, of: block)
    }
}
