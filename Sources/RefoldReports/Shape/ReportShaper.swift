import RefoldTables
import RefoldValues

/// Chooses the lines of a report that are shown, orders them, and makes those that stand for several: others, subtotals and totals.
struct ReportShaper {
    private let lines: ReportLines
    private let plan: ReportPlan
    /// The numbers of the lines that meet `having`, in order, those that are shown for themselves, and those past the limit.
    private let met: [Int]
    let shown: [Int]
    private let left: [Int]

    init(_ lines: ReportLines) {
        (self.lines, plan) = (lines, lines.plan)
        met = Self.ordered(lines)
        (shown, left) = Self.limited(met, lines)
    }

    /// - Throws: status 1 if a figure is out of range, or for columns of one name.
    func table(_ interval: TableInterval, bound: Int64) throws(RefoldError) -> FigureTable {
        let body = try body()
        var made = body.map(\.line)
        let ends = Dictionary(body.enumerated().compactMap { index, entry in entry.number.map { ($0, index + 1) } }) { first, _ in first }
        for level in plan.shape.subtotals.indices.reversed() { made += try subtotals(of: shown, level: level + 1, ends) }
        if plan.hasTotals { made += try totals(over: plan.shape.hasOthers ? met : shown) }
        var table = FigureTable(
            name: plan.name, title: plan.title, interval: interval, bound: bound, columns: plan.columns, cells: [], totals: nil)
        (table.description, table.typedTests, table.zone) = (plan.description, plan.typedTests, plan.timeZone)
        guard let pivot = plan.shape.pivot else {
            table.charts = plan.charts(of: table.columns)
            table.take(made, of: plan)
            return table
        }
        // A figure that having or the limit leaves out is there, and not that of no rows.
        let isWhole = plan.shape.having.isEmpty && plan.shape.limit == nil
        let there = isWhole ? [] : Set(lines.numbers.map { number in
            lines.line(number).prefix(plan.rows.count).enumerated().map { $0 == pivot.place && !$1.isNull ? TableValue.text($1.plain) : $1 }
        })
        let pivoted = try PivotTable(plan, pivot, made) { (cells, places) throws(RefoldError) in
            if there.contains(cells) { return [TableValue](repeating: .null, count: plan.measures.count) }
            return try lines.figures(over: [], agreeing: places, cells)
        }
        table.columns = pivoted.columns
        table.charts = plan.charts(of: table.columns)
        table.take(pivoted.lines, of: plan)
        return table
    }

    // MARK: Order and limit

    private static func ordered(_ lines: ReportLines) -> [Int] {
        let plan = lines.plan
        return lines.numbers.filter { number in plan.shape.having.allSatisfy { $0.holds(lines.line(number)) } }.sorted { left, right in
            for (column, descends) in plan.order {
                let order = order(left, right, column, lines)
                if order != 0 { return descends ? order > 0 : order < 0 }
            }
            return false
        }
    }

    private static func order(_ left: Int, _ right: Int, _ column: Int, _ lines: ReportLines) -> Int {
        if column < lines.plan.rows.count, lines.run.coders[column].isOrderedByCode { return lines.run.order(left, right, column) }
        return TableValue.order(lines.cells[left * lines.width + column], lines.cells[right * lines.width + column])
    }

    /// The lines within the limit and those past it. If lines are ordered by amounts, each currency has its own limit.
    private static func limited(_ ordered: [Int], _ lines: ReportLines) -> (shown: [Int], left: [Int]) {
        let shape = lines.plan.shape
        guard let limit = shape.limit else { return (ordered, []) }
        let groups = lines.groups(by: [shape.orderCurrency].compactMap { $0 })
        var counts = [Int](repeating: 0, count: groups.members.count)
        var (shown, left): ([Int], [Int]) = ([], [])
        for line in ordered {
            let group = Int(groups.groupOfLine[line])
            counts[group] += 1
            if counts[group] <= limit { shown.append(line) } else { left.append(line) }
        }
        return (shown, left)
    }

    // MARK: Lines that stand for several

    private func together(_ numbers: [Int], by places: [Int]) -> [[Int]] { LineGroups(numbers, of: lines.run.groups, by: places).members }

    /// The lines that are shown with their numbers, and those of others: each after the lines of its currency if these stand together, else at the end.
    private func body() throws(RefoldError) -> [(number: Int?, line: ShapedLine)] {
        var body: [(number: Int?, line: ShapedLine)] = shown.map { ($0, ShapedLine(kind: .line, cells: Array(lines.line($0)))) }
        guard plan.shape.hasOthers else { return body }
        let place = plan.order.first?.column
        for group in together(left, by: plan.shape.kept) {
            let line = try others(group)
            var end = body.count
            if let place, place == plan.shape.orderCurrency {
                end = (body.lastIndex { $0.line.cells[place] == line.cells[place] } ?? end - 1) + 1
            }
            body.insert((nil, line), at: end)
        }
        return body
    }

    private func others(_ group: [Int]) throws(RefoldError) -> ShapedLine {
        var places = plan.shape.kept
        var label = plan.rows.indices.first { !places.contains($0) }
        // If every column is kept, none is left for the label.
        if label == nil { (label, places) = (0, places.filter { $0 != 0 }) }
        var cells = lines.rowCells(of: group[0], keeping: places)
        let figures = try lines.figures(over: group.sorted(), agreeing: places, cells)
        if let label { cells[label] = .text(TableHead.othersLabel) }
        return ShapedLine(kind: .others, cells: cells + figures)
    }

    /// - Parameters:
    ///   - level: in how many columns of `subtotals` the lines of one agree.
    ///   - ends: how many lines stand up to each that is shown, by its number.
    private func subtotals(of shown: [Int], level: Int, _ ends: [Int: Int]) throws(RefoldError) -> [ShapedLine] {
        let own = Array(plan.shape.subtotals.prefix(level))
        let places = Set(own + plan.shape.kept).sorted()
        let prefixes = LineGroups(shown, of: lines.run.groups, by: own.sorted())
        return try together(shown, by: places).map { (group) throws(RefoldError) in
            let cells = lines.rowCells(of: group[0], keeping: places)
            let after = prefixes.members[Int(prefixes.groupOfLine[group[0]])].compactMap { ends[$0] }.max() ?? 0
            return ShapedLine(
                kind: .subtotal(level: level, after: after), cells: cells + (try lines.figures(over: group.sorted(), agreeing: places, cells)))
        }
    }

    /// One line; of a report with a pivot one for each of its values.
    private func totals(over numbers: [Int]) throws(RefoldError) -> [ShapedLine] {
        let places = [plan.shape.pivot?.place].compactMap { $0 }
        let groups = places.isEmpty ? [numbers] : together(numbers, by: places)
        return try groups.map { (group) throws(RefoldError) in
            let cells = group.first.map { lines.rowCells(of: $0, keeping: places) } ?? [TableValue](repeating: .null, count: plan.rows.count)
            return ShapedLine(kind: .total, cells: cells + (try lines.figures(over: group.sorted(), agreeing: places, cells)))
        }
    }
}

extension ReportRun {
    /// The order of two lines by the codes of a row column; nulls come first.
    func order(_ left: Int, _ right: Int, _ place: Int) -> Int {
        let (a, b) = (groups.key(left), groups.key(right))
        let bit = Int64(1) << Int64(place)
        let (aIsNull, bIsNull) = ((a.last ?? 0) & bit != 0, (b.last ?? 0) & bit != 0)
        if aIsNull || bIsNull { return aIsNull == bIsNull ? 0 : aIsNull ? -1 : 1 }
        let (one, other) = (a[a.startIndex + place], b[b.startIndex + place])
        return one == other ? 0 : one < other ? -1 : 1
    }
}
