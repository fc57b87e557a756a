import RefoldTables
import RefoldValues

/// The lines of a report after all rows were counted, with their figures.
///
/// Belongs to one thread.
final class ReportLines {
    let run: ReportRun
    let plan: ReportPlan
    /// Columns per line.
    let width: Int
    /// The numbers of all lines, of which tallies get slices.
    let numbers: [Int]
    /// Line by line, a value per column.
    private(set) var cells: [TableValue] = []
    /// The number of the first line that no row is in.
    private let firstFilled: Int
    /// The lines that agree in some columns, by the places of these.
    private var known: [[Int]: LineGroups] = [:]

    /// - Parameters:
    ///   - run: its tallies are finished.
    ///   - firstFilled: the lines from this number on were made without rows.
    /// - Throws: status 1 if a figure is out of range.
    init(_ run: ReportRun, firstFilled: Int) throws(RefoldError) {
        (self.run, plan, self.firstFilled) = (run, run.plan, firstFilled)
        width = plan.columns.count
        numbers = Array(0..<run.groups.count)
        let strings = run.coders.map { $0.strings() }
        cells.reserveCapacity(numbers.count * width)
        for line in numbers {
            try run.appendRowCells(of: line, strings, to: &cells)
            cells.append(contentsOf: repeatElement(.null, count: plan.measures.count))
        }
        for measure in plan.measures.indices { try workOut(measure) }
    }

    /// The values of a line.
    func line(_ number: Int) -> ArraySlice<TableValue> { cells[number * width..<(number + 1) * width] }

    private func workOut(_ measure: Int) throws(RefoldError) {
        let column = plan.rows.count + measure
        switch plan.measures[measure].form {
        case .aggregate(let aggregate):
            for line in numbers {
                cells[line * width + column] = try run.figure(
                    of: measure, aggregate, over: numbers[line..<line + 1], self.line(line), isZero: plan.stockPlace != nil || line >= firstFilled)
            }
        case .arithmetic(let arithmetic):
            for line in numbers { cells[line * width + column] = try value(of: arithmetic, measure, self.line(line).dropFirst(plan.rows.count)) }
        case .ofLines(let lines):
            for group in groups(by: lines.agreeing).members {
                let (members, series) = try series(of: lines, among: group)
                let figures = try checked(measure) { () throws(DecimalError) in try lines.function.figures(of: series) }
                for (line, figure) in zip(members, figures) { cells[line * width + column] = figure }
            }
        case .unreadable: break
        }
    }

    /// The series of lines that a measure looks at together, and their numbers in its order. Lines without a cut are in none.
    func series(of plan: LineMeasurePlan, among lines: [Int]) throws(RefoldError) -> (lines: [Int], series: LineSeries) {
        var members = lines
        var series = LineSeries(values: [])
        if let along = plan.along {
            let bit = Int64(1) << Int64(along)
            let codes = lines.compactMap { line -> (line: Int, code: Int64)? in
                let key = run.groups.key(line)
                return (key.last ?? 0) & bit == 0 ? (line, key[key.startIndex + along]) : nil
            }.sorted { $0.code < $1.code }
            (members, series.cuts) = (codes.map(\.line), codes.map(\.code))
            let coder = run.coders[along]
            series.before = { coder.code(before: $0) }
        } else if type(of: plan.function).extent == .whole, let first = lines.first {
            series.whole = try whole(of: plan, around: first, agreeing: plan.agreeing)
        }
        series.values = members.map { cells[$0 * width + self.plan.rows.count + plan.operand] }
        return (members, series)
    }

    // MARK: Lines together

    /// The lines that agree in some row columns, by the places of these.
    func groups(by places: [Int]) -> LineGroups {
        if let groups = known[places] { return groups }
        let groups = LineGroups(numbers, of: run.groups, by: places)
        known[places] = groups
        return groups
    }

    /// The figures of the measures over lines that agree in some row columns. What goes along lines is null; a share is worked out.
    ///
    /// - Parameters:
    ///   - places: of those columns.
    ///   - cells: the row columns; an amount is null if its currency is not among them.
    func figures(over lines: [Int], agreeing places: [Int], _ cells: [TableValue]) throws(RefoldError) -> [TableValue] {
        try figures(over: lines, agreeing: places, cells, withShares: true)
    }

    private func figures(over lines: [Int], agreeing places: [Int], _ row: [TableValue], withShares: Bool) throws(RefoldError) -> [TableValue] {
        var figures = row
        for (measure, plan) in plan.measures.enumerated() {
            switch plan.form {
            case .aggregate(let aggregate):
                let currency = aggregate.currencyColumn.flatMap(self.plan.rowPlace)
                let isMixed = currency.map { !places.contains($0) } ?? false
                figures.append(
                    isMixed ? .null : try run.figure(of: measure, aggregate, over: lines[...], figures[...], isZero: self.plan.stockPlace != nil))
            case .arithmetic(let arithmetic):
                figures.append(try value(of: arithmetic, measure, figures.dropFirst(self.plan.rows.count)))
            case .ofLines(let share):
                guard withShares, type(of: share.function).extent == .whole, let first = lines.first else {
                    figures.append(.null)
                    continue
                }
                let part = figures[self.plan.rows.count + share.operand]
                let whole = try whole(of: share, around: first, agreeing: share.agreeing.filter(places.contains))
                let figure = try checked(measure) { () throws(DecimalError) in try share.function.figures(of: LineSeries(values: [part], whole: whole)) }
                figures += figure
            case .unreadable: figures.append(.null)
            }
        }
        return Array(figures.dropFirst(row.count))
    }

    /// The figure that a measure looks at over all lines that agree with one in some row columns.
    private func whole(of plan: LineMeasurePlan, around line: Int, agreeing places: [Int]) throws(RefoldError) -> TableValue {
        let groups = groups(by: places)
        let group = Int(groups.groupOfLine[line])
        if groups.wholes[group] == nil {
            let cells = rowCells(of: line, keeping: places)
            groups.wholes[group] = try figures(over: groups.members[group], agreeing: places, cells, withShares: false)
        }
        return groups.wholes[group]?[plan.operand] ?? .null
    }

    /// The row columns of a line, null but for some.
    func rowCells(of line: Int, keeping places: [Int]) -> [TableValue] {
        plan.rows.indices.map { places.contains($0) ? cells[line * width + $0] : .null }
    }

    // MARK: Arithmetic

    private func value(of plan: ArithmeticPlan, _ measure: Int, _ measures: ArraySlice<TableValue>) throws(RefoldError) -> TableValue {
        try checked(measure) { () throws(DecimalError) in try plan.value(measures) }
    }

    private func checked<Result>(_ measure: Int, _ body: () throws(DecimalError) -> Result) throws(RefoldError) -> Result {
        do throws(DecimalError) {
            return try body()
        } catch {
            throw RefoldError(
                .failed, "the measure \"\(plan.measures[measure].name)\" cannot be worked out: \(error)", at: .named("report \(plan.name)"),
                remedy: "give it a smaller scale")
        }
    }
}

extension ReportPlan {
    /// The place of a row column.
    fileprivate func rowPlace(_ name: String) -> Int? { columns.firstIndex { $0.name == name && $0.isRowColumn } }
}
