import RefoldCore
import RefoldStores
import RefoldValues

/// Finds the line of a report, and the measures, that rows of its read model are behind.
///
/// Belongs to one thread.
public final class RowPlaces {
    /// The columns that blocks must have, in this order, as indexes into the read model's `allColumns`.
    public let columns: [Int]

    private let plan: ReportPlan
    private let run: ReportRun
    private let period: ColumnRange?
    /// The place of the period's column in a block, and per measure that of the currency of its amounts.
    private let periodPlace: Int?
    private let currencyPlaces: [Int?]
    /// The row columns of the lines found so far, by their numbers.
    private var lines: [[ReportValue]] = []

    /// - Parameter period: nil for all rows, as for ``ReportPlan/run(on:period:)``.
    /// - Throws: status 2 if a period is given but the definition names no period column.
    public init(_ plan: ReportPlan, period: Period?) throws(RefoldError) {
        self.plan = plan
        run = ReportRun(plan)
        self.period = try plan.interval(of: period).range
        var columns = plan.scanned.map(\.number)
        func place(of column: Int) -> Int {
            if let known = columns.firstIndex(of: column) { return known }
            columns.append(column)
            return columns.count - 1
        }
        periodPlace = (self.period?.column).map(place)
        currencyPlaces = plan.measures.map { measure in
            if case .aggregate(let aggregate) = measure.form { aggregate.currencyColumn.map(place) } else { nil }
        }
        self.columns = columns
    }

    /// For each row of a block with ``columns``, where it counts; nil if filters or the period leave it out.
    ///
    /// - Throws: status 1 for a value outside the calendar, or an amount beside no known currency.
    public func places(of block: RowBlock) throws(RefoldError) -> [RowPlace?] {
        let (rows, lines) = try lines(of: block)
        var places = [RowPlace?](repeating: nil, count: block.count)
        for row in rows {
            places[Int(row)] = RowPlace(line: line(Int(lines[Int(row)])), values: [ReportValue?](repeating: nil, count: plan.measures.count))
        }
        for measure in plan.measures.indices {
            for row in counted(rows, by: measure, of: block) { places[Int(row)]?.values[measure] = try value(of: Int(row), of: block, in: measure) }
        }
        return places
    }

    // MARK: Parts of a place

    /// The rows of a block that the report counts, and the number of the line of each, by the row's number in the block.
    func lines(of block: RowBlock) throws(RefoldError) -> (rows: [Int32], lines: [Int32]) {
        var rows = [Int32](0..<Int32(truncatingIfNeeded: block.count))
        if let period, let periodPlace {
            rows.removeAll { row in
                guard let value = block.optionalInteger(Int(row), periodPlace) else { return true }
                return value < period.from || value >= period.to
            }
        }
        plan.filter.narrow(&rows, of: block)
        try run.findGroups(of: rows, in: block)
        while lines.count < run.groups.count {
            var cells: [ReportValue] = []
            try run.appendRowCells(of: lines.count, nil, to: &cells)
            lines.append(cells)
        }
        return (rows, run.groupOfRow)
    }

    /// The row columns of a line by its number.
    func line(_ number: Int) -> [ReportValue] { lines[number] }

    /// How many lines were found so far; they are numbered from 0.
    var lineCount: Int { lines.count }

    /// Those of the rows that a measure counts by its own filter; none for arithmetic.
    func counted(_ rows: [Int32], by measure: Int, of block: RowBlock) -> [Int32] {
        guard case .aggregate(let aggregate) = plan.measures[measure].form else { return [] }
        var rows = rows
        if let filter = aggregate.filter { plan.measureFilters[filter].narrow(&rows, of: block) }
        return rows
    }

    /// What a row that it counts puts into a measure; null for arithmetic.
    func value(of row: Int, of block: RowBlock, in measure: Int) throws(RefoldError) -> ReportValue {
        guard case .aggregate(let aggregate) = plan.measures[measure].form else { return .null }
        let isNull = aggregate.column.map { block.isNull(row, $0) } ?? false
        if type(of: aggregate.function).countsRows { return .number(ExactDecimal(isNull ? 0 : 1)) }
        guard let column = aggregate.column, !isNull else { return .null }
        let type = aggregate.type
        if type.isBytes, !type.isWide { return .text(block.text(row, column) ?? "") }
        let currency = currencyPlaces[measure].flatMap { block.text(row, $0) }
        return try ReportValue(
            units: block.units(row, column, isWide: type.isWide), type, minorDigits: currency.flatMap { Currency(code: $0)?.minorDigits })
    }
}
