import RefoldTables
import RefoldValues

/// Lines of which one row column became columns.
struct PivotTable {
    /// What stands for null in the name of a column.
    static let null = "(null)"
    /// How many columns it may make.
    private static let mostColumns = 1000

    private(set) var columns: [TableColumn] = []
    private(set) var lines: [ShapedLine] = []

    /// - Parameters:
    ///   - empty: the measures of no rows, for the row columns of a line and the places of those that it has.
    /// - Throws: status 1 if there are too many columns, or two of one name.
    init(
        _ plan: ReportPlan, _ pivot: PivotPlan, _ made: [ShapedLine],
        empty: (_ cells: [TableValue], _ places: [Int]) throws(RefoldError) -> [TableValue]
    ) throws(RefoldError) {
        let values = pivot.values?.map { $0.map { ExactText($0) } } ?? Self.values(of: made, at: pivot.place)
        let names = values.map { $0?.text ?? Self.null }
        let places = Dictionary(values.enumerated().map { ($1, $0) }) { first, _ in first }
        columns = try Self.columns(plan.columns, rowCount: plan.rows.count, names, at: pivot.place, report: plan.name)
        let others = plan.rows.indices.filter { $0 != pivot.place }
        var found: [Key: Int] = [:]
        var figures: [[[TableValue]?]] = []
        var heads: [(kind: ShapedLine.Kind, row: [TableValue])] = []
        for line in made {
            let row = others.map { line.cells[$0] }
            let key = Key(kind: line.kind.merged, row: row)
            let number = found[key] ?? heads.count
            if number == heads.count {
                found[key] = number
                heads.append((line.kind, row))
                figures.append([[TableValue]?](repeating: nil, count: names.count))
            }
            heads[number].kind = line.kind
            if let place = places[Self.value(of: line.cells[pivot.place])] { figures[number][place] = Array(line.cells.dropFirst(plan.rows.count)) }
        }
        // What a line ends after counts lines of the pivot from here on.
        let ends = Self.ends(of: made, others, found)
        for (number, head) in heads.enumerated() {
            var kind = head.kind
            if case .subtotal(let level, let after) = kind { kind = .subtotal(level: level, after: ends[after] ?? 0) }
            var cells = head.row
            for place in names.indices {
                var row = plan.rows.indices.map { others.firstIndex(of: $0).map { head.row[$0] } ?? .null }
                row[pivot.place] = values[place].map { .text($0.text) } ?? .null
                let agreeing = plan.rows.indices.filter { !row[$0].isNull }
                let known = figures[number][place]
                if let known { cells += known } else { cells += try empty(row, agreeing) }
            }
            lines.append(ShapedLine(kind: kind, cells: cells))
        }
    }

    private struct Key: Hashable {
        var kind: ShapedLine.Kind
        var row: [TableValue]
    }

    /// How many lines of the pivot there are after so many lines of the report.
    private static func ends(of made: [ShapedLine], _ others: [Int], _ found: [Key: Int]) -> [Int: Int] {
        var (ends, count, most) = ([Int: Int](), 0, 0)
        for line in made where line.kind == .line || line.kind == .others {
            count += 1
            most = max(most, (found[Key(kind: line.kind, row: others.map { line.cells[$0] })] ?? 0) + 1)
            ends[count] = most
        }
        return ends
    }

    /// Those that occur, nil for null, by the bytes of their names.
    private static func values(of made: [ShapedLine], at place: Int) -> [ExactText?] {
        let values = Set(made.filter { $0.kind == .line || $0.kind == .others }.map { value(of: $0.cells[place]) })
        return values.sorted { TextBytes.order($0?.text ?? null, $1?.text ?? null) < 0 }
    }

    /// A value as reports print it; nil for null.
    private static func value(of cell: TableValue) -> ExactText? { cell.isNull ? nil : ExactText(cell.plain) }

    /// The name of the value that becomes a column.
    static func name(of value: TableValue) -> String { value.isNull ? null : value.plain }

    /// The other row columns, then every measure for each value.
    ///
    /// - Parameters:
    ///   - columns: of the report without the pivot, the first `rowCount` of which are row columns.
    ///   - place: of the row column that becomes columns.
    /// - Throws: status 1 if there are too many, or two of one name.
    static func columns(_ columns: [TableColumn], rowCount: Int, _ names: [String], at place: Int, report: String) throws(RefoldError) -> [TableColumn] {
        func failed(_ what: String, _ expected: String) -> RefoldError {
            RefoldError(
                .failed, "the pivot of \"\(columns[place].name)\" makes \(what)", at: .named("report \(report)"), expected: expected,
                remedy: "name the values that are to be columns with values, or rename a measure")
        }
        let count = names.count * (columns.count - rowCount)
        guard count <= mostColumns else { throw failed("\(count) columns", "at most \(mostColumns)") }
        var made = (0..<rowCount).filter { $0 != place }.map { columns[$0] }
        for name in names {
            for column in columns.dropFirst(rowCount) {
                var type = column.type
                // The value may be the currency itself.
                if case .money(.column(let currency)) = type, currency == columns[place].name {
                    type = Currency(code: name).map { .money(.fixed($0)) } ?? .text
                }
                made.append(TableColumn("\(name)_\(column.name)", type, isRowColumn: false, label: column.label.map { "\(name) \($0)" }))
            }
        }
        var known: Set<ExactText> = []
        for column in made where !known.insert(ExactText(column.name)).inserted { throw failed("two columns of one name", "a column for each value and measure") }
        return made
    }
}

extension ShapedLine.Kind {
    /// The same for all lines that one line of a pivot is made of.
    fileprivate var merged: ShapedLine.Kind {
        if case .subtotal(let level, _) = self { .subtotal(level: level, after: 0) } else { self }
    }
}
