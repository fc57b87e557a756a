import RefoldStores
import RefoldValues

extension ReportPlan {
    /// Reads the rows once and works the report out.
    ///
    /// - Parameters:
    ///   - snapshot: of the projection ``projection``.
    ///   - period: nil for all rows; also those whose period column is null, which no period holds.
    /// - Throws: status 2 if a period is given and the definition names no column for it; status 1 if the served generation has
    ///   another shape than the projection declares, where reading fails, or where a figure is out of range.
    /// - Complexity: one pass; memory by lines, and by values where a percentile or distinct values are asked for.
    public func run(on snapshot: any ReadModelSnapshot, period: Period?) throws(RefoldError) -> ReportTable {
        let generation = snapshot.generation
        let served = generation.schema.allColumns
        let read = scanned.map { ($0.number, $0.column) }
        guard read.allSatisfy({ $0.0 < served.count && served[$0.0] == $0.1 }) else {
            throw RefoldError(
                .failed, "the served rows have other columns than the projection declares", at: .named("read model \"\(projection)\""),
                remedy: "run refold catch-up \(projection)")
        }
        let interval = try interval(of: period)
        let run = ReportRun(self)
        try snapshot.rows(columns: read.map(\.0), where: interval.range, inKeyOrder: false) { block throws(RefoldError) in
            try run.add(block)
        }
        return try run.table(interval.stated, bound: generation.position)
    }

    /// What a period is in the report's zone: the range to read, and how the output states it.
    ///
    /// - Throws: status 2 if a period is given and the definition names no column for it.
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
