import RefoldCore
import RefoldStores
import RefoldTables
import RefoldValues

/// One pass over rows that makes a report: for rows that are handed over block by block.
///
/// For the rows of a snapshot use ``ReportPlan/run(on:period:)``. Belongs to one thread at a time.
public final class ReportPass {
    /// The columns that blocks must have, as indexes into the read model's `allColumns`.
    public let columns: [Int]
    /// Only rows in it may be handed over; nil for all.
    public let range: ColumnRange?
    private let interval: TableInterval
    private let period: Period?
    private let run: ReportRun

    /// - Parameter period: nil for all rows.
    /// - Throws: status 2 if a period is given but the definition names no period column.
    public init(_ plan: ReportPlan, period: Period?) throws(RefoldError) {
        (range, interval) = try plan.interval(of: period)
        columns = plan.scanned.map(\.number)
        self.period = period
        run = ReportRun(plan, period: period)
    }

    /// Takes in rows.
    ///
    /// - Throws: status 1 for a value outside the calendar, or if a column of the report cannot be worked out.
    public func add(_ block: RowBlock) throws(RefoldError) { try run.add(block) }

    /// The report over all rows that were taken in; once.
    ///
    /// - Parameter bound: the position up to which events are included.
    /// - Throws: status 1 if a figure is out of range.
    public func table(bound: Position) throws(RefoldError) -> FigureTable { try run.table(interval, of: period, bound: bound) }
}
