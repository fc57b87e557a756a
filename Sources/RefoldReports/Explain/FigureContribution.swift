import RefoldCore
import RefoldStores
import RefoldTables
import RefoldValues

/// What single rows put into a figure, whatever state they are in.
///
/// Belongs to one thread.
public final class FigureContribution {
    private let places: RowPlaces
    private let aggregate: AggregatePlan?
    private let measure: Int
    private let line: [TableValue]?
    private let schema: ReadModelSchema
    private let block: RowBlock

    /// - Parameters:
    ///   - measure: its number.
    ///   - line: the row columns of its line; nil for the figure over all lines.
    ///   - schema: that of the rows, which have the columns that the report reads.
    /// - Throws: status 2 if a period is given but the definition names no period column.
    public init(_ plan: ReportPlan, measure: Int, line: [TableValue]?, period: Period?, _ schema: ReadModelSchema) throws(RefoldError) {
        places = try RowPlaces(plan, period: period)
        aggregate = plan.aggregate(measure)
        (self.measure, self.line, self.schema) = (measure, line, schema)
        block = RowBlock(columnCount: places.columns.count, capacity: 1024)
    }

    /// What a row puts in; nil if that is nothing: filters or the period leave it out, it is in another line, or its column is null.
    ///
    /// - Parameter rows: has the keys and all columns of the schema.
    /// - Throws: status 1 for a value outside the calendar, or an amount beside no known currency.
    public func value(of row: Int, in rows: RowBlock) throws(RefoldError) -> TableValue? {
        block.removeAll()
        block.append(places.columns, of: rows, row, schema.allColumns, key: schema.key)
        let found = try places.find(in: block)
        guard found.rows == [0], line == nil || places.lines[found.line(of: 0)] == line else { return nil }
        guard places.counted([0], by: measure, in: found) == [0] else { return nil }
        let value = try places.value(of: 0, in: found, for: measure)
        return value.isNothing(for: aggregate) ? nil : value
    }
}
