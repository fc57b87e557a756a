import RefoldCore
import RefoldValues

/// One consistent snapshot of a generation. It holds a read transaction: keep it no longer than a report takes.
public protocol ReadModelSnapshot: StoredRows {
    var generation: Generation { get }

    /// The parked events of the generation, by position.
    ///
    /// - Throws: `.failed` if they cannot be read, also if this role may not.
    func parked() throws(RefoldError) -> [ParkedEvent]

    /// The ranges of the events that the rows were made from, by number, without their lists; none if nothing is kept of them, or if this role
    /// may not see that.
    ///
    /// - Parameters:
    ///   - first: the number of the first one wanted.
    ///   - limit: how many at most.
    /// - Throws: `.failed` if they cannot be read.
    func ranges(from first: Int64, limit: Int) throws(RefoldError) -> [EventRange]

    /// Passes the rows to `body` in blocks, with the wanted columns only.
    ///
    /// - Parameters:
    ///   - columns: indexes into the schema's `allColumns`; column `i` of a block is the `i`-th of these. The blocks have empty keys.
    ///   - range: if given, only rows whose timestamp or date column lies in the half-open range, in the column's own unit.
    ///   - inKeyOrder: whether rows come in key order; if not, in the fastest order.
    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError)
}

extension ReadModelSnapshot {
    /// For rows of which nothing more is kept.
    public func ranges(from first: Int64, limit: Int) throws(RefoldError) -> [EventRange] { [] }
}

/// A half-open range of a timestamp or date column, in microseconds or days.
public struct ColumnRange: Hashable, Sendable {
    /// An index into the schema's `allColumns`.
    public var column: Int
    /// The first value that is read, in the units of the column.
    public var from: Int64
    /// The first value after those that are read.
    public var to: Int64

    public init(column: Int, from: Int64, to: Int64) {
        self.column = column
        self.from = from
        self.to = to
    }

    /// Whether a value of the column is in the range; null is not.
    public func contains(_ value: Int64?) -> Bool { value.map { $0 >= from && $0 < to } ?? false }
}
