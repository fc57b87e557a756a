import RefoldTables
import RefoldValues

/// The cells in which two tables of one report differ, exactly.
public struct ReportDifference: Hashable, Sendable {
    /// One figure that is not what it was.
    public struct Cell: Hashable, Sendable {
        /// The line, by its row columns.
        public var row: Line
        /// The measure.
        public var column: String
        /// Null if there was no such line or measure.
        public var before: TableValue
        /// Null if there is no such line or measure any more.
        public var after: TableValue
        /// What has come to it; nil unless both are numbers of one kind.
        public var difference: ExactDecimal?
    }

    /// What a line is found by: the names and values of its row columns.
    public struct Line: Hashable, Sendable {
        public var columns: [TableColumn]
        public var values: [TableValue]
        /// Whether it stands for lines past the limit.
        public var isOthers = false

        /// The same names with the same values, whatever types they are declared with.
        public static func == (a: Line, b: Line) -> Bool { a.values == b.values && a.isOthers == b.isOthers && a.columns.map(\.name) == b.columns.map(\.name) }

        public func hash(into hasher: inout Hasher) {
            for column in columns { hasher.combine(column.name) }
            hasher.combine(values)
            hasher.combine(isOthers)
        }
    }

    /// By the lines of the first table and then those that only the second one has, each by the measures of the first table and then those that
    /// only the second one has.
    public private(set) var cells: [Cell] = []

    /// Whether every figure of both is in the other one with the same value. Titles and the order of the lines do not count; totals only if all lines are the same.
    public var isNone: Bool { cells.isEmpty }

    /// - Complexity: O(cells of both).
    public init(from before: FigureTable, to after: FigureTable) {
        let (old, new) = (Places(of: before), Places(of: after))
        let onlyNew = after.columns.indices.filter { !after.columns[$0].isRowColumn && old.measures[ExactText(after.columns[$0].name)] == nil }
        var found: Set<Int> = []
        for number in 0..<before.rowCount {
            let line = old.line(number)
            let other = new.lines[line]
            if let other { found.insert(other) }
            compare(line, old, number, new, other, onlyNew)
        }
        for number in 0..<after.rowCount where !found.contains(number) { compare(new.line(number), old, nil, new, number, onlyNew) }
        if cells.isEmpty { compareSubtotals(before, after) }
        if cells.isEmpty { compareTotals(before, after) }
    }

    /// Compares subtotals of tables whose lines are the same.
    private mutating func compareSubtotals(_ before: FigureTable, _ after: FigureTable) {
        guard before.columns == after.columns else { return }
        func line(_ subtotal: FigureTable.Subtotal) -> Line {
            Line(columns: subtotal.agreeing.map { before.columns[$0] }, values: subtotal.agreeing.map { subtotal.values[$0] })
        }
        let known = Dictionary(after.subtotals.map { (line($0), $0) }) { first, _ in first }
        for subtotal in before.subtotals {
            let own = line(subtotal)
            guard let other = known[own] else { continue }
            for column in before.columns.indices where !before.columns[column].isRowColumn && subtotal.values[column] != other.values[column] {
                let (was, now) = (subtotal.values[column], other.values[column])
                let difference = was.number.flatMap { was in now.number.flatMap { try? $0.subtracting(was) } }
                cells.append(Cell(row: own, column: before.columns[column].name, before: was, after: now, difference: difference))
            }
        }
    }

    /// Compares totals of tables whose lines are the same: a number of distinct values over all lines may change all the same.
    private mutating func compareTotals(_ before: FigureTable, _ after: FigureTable) {
        guard let old = before.labelledTotals, let new = after.labelledTotals, before.columns.map(\.unlabelled) == after.columns.map(\.unlabelled) else { return }
        let rows = before.columns.indices.filter { before.columns[$0].isRowColumn }
        let line = Line(columns: rows.map { before.columns[$0] }, values: rows.map { old[$0] })
        for column in before.columns.indices where !before.columns[column].isRowColumn && old[column] != new[column] {
            let difference = old[column].number.flatMap { was in new[column].number.flatMap { try? $0.subtracting(was) } }
            cells.append(Cell(row: line, column: before.columns[column].name, before: old[column], after: new[column], difference: difference))
        }
    }

    /// One table, with the places of its lines and measures.
    private struct Places {
        let table: FigureTable
        let rowColumns: [Int]
        let measureColumns: [Int]
        let measures: [ExactText: Int]
        private(set) var lines: [Line: Int] = [:]

        init(of table: FigureTable) {
            self.table = table
            rowColumns = table.columns.indices.filter { table.columns[$0].isRowColumn }
            measureColumns = table.columns.indices.filter { !table.columns[$0].isRowColumn }
            measures = Dictionary(measureColumns.map { (ExactText(table.columns[$0].name), $0) }) { first, _ in first }
            for number in 0..<table.rowCount { lines[line(number)] = number }
        }

        func line(_ number: Int) -> Line {
            let values = table.row(number)
            return Line(
                columns: rowColumns.map { table.columns[$0] }, values: rowColumns.map { values[values.startIndex + $0] }, isOthers: table.others.contains(number))
        }

        func value(_ line: Int?, _ column: Int?) -> TableValue {
            guard let line, let column else { return .null }
            let values = table.row(line)
            return values[values.startIndex + column]
        }

        func type(_ column: Int?) -> TableType? { column.map { table.columns[$0].type } }
    }

    private mutating func compare(_ line: Line, _ old: Places, _ oldLine: Int?, _ new: Places, _ newLine: Int?, _ onlyNew: [Int]) {
        var columns: [(Int?, Int?)] = old.measureColumns.map { ($0, new.measures[ExactText(old.table.columns[$0].name)]) }
        for column in onlyNew { columns.append((nil, column)) }
        let start = cells.count
        var empty: [Cell] = []
        for (oldColumn, newColumn) in columns {
            let (before, after) = (old.value(oldLine, oldColumn), new.value(newLine, newColumn))
            let name = oldColumn.map { old.table.columns[$0].name } ?? newColumn.map { new.table.columns[$0].name } ?? ""
            var cell = Cell(row: line, column: name, before: before, after: after)
            let isOneKind = Self.isOneKind(old.type(oldColumn), new.type(newColumn))
            if before == after, isOneKind || before.isNull {
                if before.isNull { empty.append(cell) }
                continue
            }
            if isOneKind, case .number(let was) = before, case .number(let now) = after { cell.difference = try? now.subtracting(was) }
            cells.append(cell)
        }
        // A line that came or went is a difference, even if it has no figure.
        if oldLine == nil || newLine == nil, cells.count == start { cells += empty }
    }

    /// Whether two numbers can be subtracted: not amounts of two currencies.
    private static func isOneKind(_ old: TableType?, _ new: TableType?) -> Bool {
        switch (old, new) {
        case (.money(let a)?, .money(let b)?): a == b
        case (.money?, _?), (_?, .money?): false
        default: true
        }
    }
}
