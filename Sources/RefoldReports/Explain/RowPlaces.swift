import RefoldCore
import RefoldStores
import RefoldTables
import RefoldValues

/// Finds the line of a report, and the measures, that rows of its read model are behind.
///
/// Belongs to one thread.
final class RowPlaces {
    /// The columns that blocks must have, as indexes into the read model's `allColumns`. Blocks may have further columns after these.
    let columns: [Int]

    private let plan: ReportPlan
    private let run: ReportRun
    private let wholePeriod: Period?
    private let period: ColumnRange?
    /// The place of the period's column in a block.
    private let periodPlace: Int?
    /// The row columns of the lines found so far, by their numbers.
    private(set) var lines: [[TableValue]] = []

    /// - Parameter period: nil for all rows, as for ``ReportPlan/run(on:period:)``.
    /// - Throws: status 2 if a period is given but the definition names no period column.
    init(_ plan: ReportPlan, period: Period?) throws(RefoldError) {
        self.plan = plan
        run = ReportRun(plan, period: period)
        wholePeriod = period
        self.period = try plan.interval(of: period).range
        var columns = plan.scanned.map(\.number)
        periodPlace = self.period.map { range in
            if let known = columns.firstIndex(of: range.column) { return known }
            columns.append(range.column)
            return columns.count - 1
        }
        self.columns = columns
        // A report without row columns has one line, even over no rows.
        if plan.rows.isEmpty { lines = [[]] }
    }

    /// The rows of a block that a report counts.
    struct Found {
        /// With the columns that the report works out.
        var block: RowBlock
        /// Their numbers in the block, ascending.
        var rows: [Int32]
        /// The lines of the block's rows.
        fileprivate var lines: [Int32]

        /// The number of a row's line.
        func line(of row: Int32) -> Int { Int(lines[Int(row)]) }
    }

    /// Finds the rows of a block with ``columns`` that the report counts, and their lines.
    ///
    /// - Throws: status 1 for a value outside the calendar.
    func find(in block: RowBlock) throws(RefoldError) -> Found {
        var rows = [Int32](0..<Int32(truncatingIfNeeded: block.count))
        if let period, let periodPlace {
            rows.removeAll { !period.contains(block.optionalInteger(Int($0), periodPlace)) }
        }
        let block = try plan.completed(block, only: rows)
        plan.filter.narrow(&rows, of: block)
        try run.findGroups(of: rows, in: block)
        try learnLines()
        return Found(block: block, rows: rows, lines: run.groupOfRow)
    }

    private func learnLines() throws(RefoldError) {
        while lines.count < run.groups.count {
            var cells: [TableValue] = []
            try run.appendRowCells(of: lines.count, nil, to: &cells)
            lines.append(cells)
        }
    }

    /// Those of the rows that a measure counts by its own filter; none for arithmetic.
    func counted(_ rows: [Int32], by measure: Int, in found: Found) -> [Int32] {
        guard case .aggregate(let aggregate) = plan.measures[measure].form else { return [] }
        return run.counted(rows, by: aggregate, of: found.block)
    }

    /// What a row that it counts puts into a measure: the value of its column; of a list of columns all of them as one text; for a count 1, or 0
    /// if its column is null. Null for arithmetic, and if one of several columns is null.
    ///
    /// - Throws: status 1 for a value outside the calendar, or an amount beside no known currency.
    func value(of row: Int32, in found: Found, for measure: Int) throws(RefoldError) -> TableValue {
        guard case .aggregate(let aggregate) = plan.measures[measure].form else { return .null }
        let (block, index) = (found.block, Int(row))
        let isNull = aggregate.column.map { block.isNull(index, $0) } ?? false
        if type(of: aggregate.function).countsRows { return .number(ExactDecimal(isNull ? 0 : 1)) }
        guard let column = aggregate.column, !isNull, !aggregate.further.contains(where: { block.isNull(index, $0.column) }) else { return .null }
        func value(_ column: Int, _ type: ColumnType, _ currency: TableCurrency?) throws(RefoldError) -> TableValue {
            let listed = aggregate.listedCurrencies[column].flatMap { block.text(index, $0) }.flatMap { Currency(code: $0) }
            return try self.value(column, type, listed.map { .fixed($0) } ?? currency, of: row, in: found)
        }
        let first = try value(column, aggregate.type, aggregate.currency)
        let listed = aggregate.further.filter { $0.key == nil }
        if listed.isEmpty { return first }
        let further = try listed.map { (further) throws(RefoldError) in try value(further.column, further.type, further.currency) }
        return .text(([first] + further).map(\.plain).joined(separator: ", "))
    }

    /// What the rows behind a measure are ordered by before their values; null if by these alone, or if the row puts nothing in.
    func order(of row: Int32, in found: Found, for measure: Int) throws(RefoldError) -> TableValue {
        guard case .aggregate(let aggregate) = plan.measures[measure].form, type(of: aggregate.function).isOrderedByFurther,
            let by = aggregate.further.first, !found.block.isNull(Int(row), by.column)
        else { return .null }
        return try value(by.column, by.type, by.currency, of: row, in: found)
    }

    private func value(
        _ column: Int, _ type: ColumnType, _ currency: TableCurrency?, of row: Int32, in found: Found
    ) throws(RefoldError) -> TableValue {
        if type.isBytes, !type.isWide { return .text(found.block.text(Int(row), column) ?? "") }
        return try TableValue(
            units: found.block.units(Int(row), column, isWide: type.isWide), type,
            minorDigits: run.minorDigits(currency, lines[found.line(of: row)][...]))
    }

    // MARK: Figures

    /// Adds rows of the block that was looked at last to the figures of their lines.
    func add(_ rows: [Int32], of found: Found) throws(RefoldError) { try run.add(rows, of: found.block) }

    /// The figures of all lines over the rows that were added, those of `fill` among them. Called once, at the end.
    func finished() throws(RefoldError) -> ReportLines {
        let made = try run.lines(of: wholePeriod)
        try learnLines()
        return made
    }
}
