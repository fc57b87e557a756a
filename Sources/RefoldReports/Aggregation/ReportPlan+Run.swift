import RefoldCore
import RefoldStores
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
    public func run(on snapshot: any ReadModelSnapshot, period: Period?) throws(RefoldError) -> ReportTable {
        let generation = snapshot.generation
        try requireColumns(of: generation.schema)
        let pass = try ReportPass(self, period: period)
        try snapshot.rows(columns: pass.columns, where: pass.range, inKeyOrder: false) { block throws(RefoldError) in try pass.add(block) }
        return try pass.table(bound: generation.position)
    }

    /// - Throws: status 1 if rows of this shape lack a column that the report reads.
    func requireColumns(of served: ReadModelSchema) throws(RefoldError) {
        let served = served.allColumns
        guard scanned.allSatisfy({ $0.number < served.count && served[$0.number] == $0.column }) else {
            throw RefoldError(
                .failed, "the served rows have other columns than the projection declares", at: .named("read model \"\(projection)\""),
                remedy: "run refold catch-up \(projection)")
        }
    }

    /// The instants or days of a period in the report's zone: the range to read, and its form in the output.
    ///
    /// - Throws: status 2 if a period is given but the definition names no period column.
    public func interval(of period: Period?) throws(RefoldError) -> (range: ColumnRange?, stated: ReportInterval) {
        guard let period else { return (nil, ReportInterval(from: .null, to: .null, timeZone: timeZone.name)) }
        guard let periodColumn else {
            throw RefoldError(
                .usage, "the report \"\(name)\" takes no period", expected: "a report whose definition has a period",
                remedy: "leave --period out, or add period: {column: \"…\"} to the definition")
        }
        if periodColumn.type.content == .date {
            let range = ColumnRange(column: periodColumn.number, from: Int64(period.from.days), to: Int64(period.to.days))
            return (range, ReportInterval(from: .date(period.from), to: .date(period.to), timeZone: timeZone.name))
        }
        let (from, to) = (timeZone.startOfDay(period.from), timeZone.startOfDay(period.to))
        let range = ColumnRange(column: periodColumn.number, from: from.microseconds, to: to.microseconds)
        return (range, ReportInterval(from: .timestamp(from), to: .timestamp(to), timeZone: timeZone.name))
    }
}
