import RefoldCore
import RefoldStores
import RefoldTables
import RefoldValues

extension ReportPlan {
    /// Reads the rows once and computes the report.
    ///
    /// - Parameters:
    ///   - snapshot: of the projection ``projection``.
    ///   - period: nil for all rows, including those whose period column is null, which no period contains.
    /// - Throws: status 2 if a period is given but the definition names no period column; status 1 if the served generation has another
    ///   shape than the projection declares, if reading fails, or if a figure is out of range.
    /// - Complexity: one pass; memory per line, and per value for percentiles and distinct values.
    public func run(on snapshot: any ReadModelSnapshot, period: Period?) throws(RefoldError) -> FigureTable {
        let generation = snapshot.generation
        try requireColumns(of: generation.schema)
        let pass = try ReportPass(self, period: period)
        try snapshot.rows(columns: pass.columns, where: pass.range, inKeyOrder: false) { block throws(RefoldError) in try pass.add(block) }
        return try pass.table(bound: generation.position)
    }

    /// - Throws: status 1 if rows of this shape lack a column that the report reads.
    func requireColumns(of served: ReadModelSchema) throws(RefoldError) {
        try Self.require(scanned, of: served)
    }

    /// - Throws: status 1 if rows of this shape lack one of these columns.
    static func require(_ columns: [(number: Int, column: ColumnSchema)], of served: ReadModelSchema) throws(RefoldError) {
        let all = served.allColumns
        guard columns.allSatisfy({ $0.number < all.count && all[$0.number] == $0.column }) else {
            throw RefoldError(
                .failed, "the served rows have other columns than the projection declares", at: .named("read model \"\(served.name)\""),
                remedy: "run refold catch-up \(served.name)")
        }
    }

    /// The instants or days of a period in the report's zone: the range to read, and its form in the output.
    ///
    /// - Throws: status 2 if a period is given but the definition names no period column.
    public func interval(of period: Period?) throws(RefoldError) -> (range: ColumnRange?, stated: TableInterval) {
        guard let period else { return (nil, TableInterval(from: .null, to: .null, timeZone: timeZone.name)) }
        guard let periodColumn else {
            throw RefoldError(
                .usage, "the report \"\(name)\" takes no period", expected: "a report whose definition has a period",
                remedy: "leave --period out, or add period: {column: \"…\"} to the definition")
        }
        // A stock counts all rows before the period too.
        let first = stockPlace == nil ? period.from : .first
        let range = ColumnRange(
            column: periodColumn.number, from: start(of: first, for: periodColumn.type), to: start(of: period.to, for: periodColumn.type))
        func end(_ day: CalendarDate) -> TableValue { periodColumn.type.content == .date ? .date(day) : .timestamp(timeZone.startOfDay(day)) }
        return (range, TableInterval(from: end(period.from), to: end(period.to), timeZone: timeZone.name))
    }
}
