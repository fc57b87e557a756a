import RefoldTables
import RefoldValues

/// The cells of a difference, by the lines and aggregates that are behind them.
struct CellLines {
    private let plan: ReportPlan
    private let cells: [Cell]
    /// The aggregates that each measure is made of.
    private let parts: [[Part]]

    /// An aggregate behind a measure, and the measures of lines between the two.
    private struct Part: Hashable {
        var aggregate: Int
        /// Measures of lines through which it is looked at, from the aggregate on.
        var through: [Int]
    }

    /// A cell, as far as lines have to agree with it.
    private struct Cell {
        var number: Int32
        var measure: Int
        /// By the places of row columns.
        var row: [Int: TableValue]
        /// The name of the value that became its column; nil without a pivot.
        var pivot: String?
        var isOthers: Bool
    }

    init(_ plan: ReportPlan, _ cells: [ReportDifference.Cell]) {
        self.plan = plan
        var parts: [[Part]] = []
        for measure in plan.measures.indices {
            switch plan.measures[measure].form {
            case .aggregate: parts.append([Part(aggregate: measure, through: [])])
            case .arithmetic(let arithmetic):
                parts.append(arithmetic.operands.flatMap { (operand) -> [Part] in if case .measure(let number) = operand { parts[number] } else { [] } })
            case .ofLines(let lines): parts.append(parts[lines.operand].map { Part(aggregate: $0.aggregate, through: $0.through + [measure]) })
            case .unreadable: parts.append([])
            }
        }
        self.parts = parts.map { Array(Set($0)) }
        let places = plan.rows.indices.filter { $0 != plan.shape.pivot?.place }
        let names = places.map { plan.columns[$0].name }
        self.cells = cells.enumerated().compactMap { number, cell in
            let columns = cell.row.columns.map(\.name)
            guard columns == names, let (measure, pivot) = plan.measure(ofColumn: cell.column) else { return nil }
            let isOthers = cell.row.isOthers
            var row: [Int: TableValue] = [:]
            for (place, value) in zip(places, cell.row.values) where !isOthers || plan.shape.kept.contains(place) { row[place] = value }
            return Cell(number: Int32(number), measure: measure, row: row, pivot: pivot, isOthers: isOthers)
        }
    }

    var isEmpty: Bool { cells.isEmpty }

    /// The numbers of the cells that an aggregate of a line is behind, by `line * measures + aggregate`.
    ///
    /// - Parameters:
    ///   - lines: the row columns of lines.
    ///   - shown: those that both tables have as lines of their own, which others do not stand for.
    ///   - coders: give the codes of cuts, by the cells of them.
    func pairs(of lines: [[TableValue]], shown: Set<[TableValue]>, cuts: LineCuts) -> [Int: [Int32]] {
        var pairs: [Int: Set<Int32>] = [:]
        var index = LineIndex(lines)
        for cell in cells {
            for part in parts[cell.measure] {
                var wanted = cell.row
                var reach: (place: Int, LineReach, own: TableValue)?
                for number in part.through {
                    guard case .ofLines(let own) = plan.measures[number].form else { continue }
                    let agreeing = wanted.filter { own.agreeing.contains($0.key) }
                    // Through two measures along lines more lines are behind a cell; all that agree are taken then.
                    if let along = own.along, part.through.count == 1, let value = cell.row[along] { reach = (along, own.function.reach, value) }
                    wanted = agreeing
                }
                for line in index.lines(with: wanted) {
                    if let pivot = cell.pivot, let place = plan.shape.pivot?.place, ExactText(PivotTable.name(of: lines[line][place])) != ExactText(pivot),
                        part.through.isEmpty || wanted[place] != nil
                    { continue }
                    if cell.isOthers, shown.contains(lines[line]) { continue }
                    if let reach, !cuts.has(lines[line][reach.place], reach.1, reach.own, at: reach.place) { continue }
                    pairs[line * plan.measures.count + part.aggregate, default: []].insert(cell.number)
                }
            }
        }
        return pairs.mapValues { $0.sorted() }
    }
}

/// Lines by the values of some row columns.
private struct LineIndex {
    private let lines: [[TableValue]]
    private var known: [[Int]: [[TableValue]: [Int]]] = [:]

    init(_ lines: [[TableValue]]) { self.lines = lines }

    /// The numbers of the lines that have these values in these places.
    mutating func lines(with row: [Int: TableValue]) -> [Int] {
        let places = row.keys.sorted()
        if known[places] == nil {
            known[places] = Dictionary(grouping: lines.indices) { number in places.map { lines[number][$0] } }
        }
        return known[places]?[places.compactMap { row[$0] }] ?? []
    }
}

/// The codes of cuts by their cells.
struct LineCuts {
    private let coders: [RowCoder]
    private var codes: [[TableValue: Int64]]

    init(_ coders: [RowCoder]) {
        self.coders = coders
        codes = coders.map { _ in [:] }
    }

    /// Learns the cuts of lines.
    mutating func learn(_ run: ReportRun, _ lines: ReportLines) {
        for place in coders.indices where coders[place].isSequence {
            for number in lines.numbers {
                let key = run.groups.key(number)
                if (key.last ?? 0) & (1 << Int64(place)) == 0 { codes[place][lines.cells[number * lines.width + place]] = key[key.startIndex + place] }
            }
        }
    }

    /// Whether the line of a cut goes into the figure of another one. If one of them is not known, it may.
    func has(_ cut: TableValue, _ reach: LineReach, _ own: TableValue, at place: Int) -> Bool {
        guard !cut.isNull, !own.isNull else { return false }
        guard let code = codes[place][cut], let ownCode = codes[place][own] else { return true }
        return reach.has(code, for: ownCode) { coders[place].code(before: $0) }
    }
}

extension ReportPlan {
    /// The measure that a column of the table shows, and the name of the value that became it if there is a pivot.
    fileprivate func measure(ofColumn name: String) -> (Int, String?)? {
        guard shape.pivot != nil else { return measures.firstIndex { $0.name == name }.map { ($0, nil) } }
        let found = measures.indices.filter { name.hasSuffix("_" + measures[$0].name) }.max { measures[$0].name.utf8.count < measures[$1].name.utf8.count }
        return found.map { ($0, String(name.dropLast(measures[$0].name.count + 1))) }
    }
}
