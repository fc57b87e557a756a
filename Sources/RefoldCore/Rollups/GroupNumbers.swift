/// What one row contributes: numbers to add, each to a column of a group. Reused from row to row.
public struct GroupNumbers: Sendable {
    private let partCount: Int
    private let columnCount: Int
    /// The encoded keys one behind the other, and where each ends.
    private var keys: [UInt8] = []
    private var ends: [Int] = []
    private var numbers: [Int64] = []

    init(partCount: Int, columnCount: Int) {
        self.partCount = partCount
        self.columnCount = columnCount
    }

    // MARK: For those who contribute

    /// Turns to the group that columns of a row name, part by part; they have the types of the parts.
    ///
    /// - Returns: false if one of them is null; the row then belongs to no such group, and nothing may be added.
    public mutating func begin(_ row: borrowing Row, _ parts: [Column]) -> Bool {
        precondition(parts.count == partCount)
        for part in parts where row.isNull(part) { return false }
        for part in parts {
            if part.isBytes {
                row.withText(row.reference(part)) { KeyEncoding.append($0, isOnlyPart: partCount == 1, to: &keys) }
            } else {
                KeyEncoding.append(row.integer(part), to: &keys)
            }
        }
        ends.append(keys.count)
        numbers.append(contentsOf: repeatElement(0, count: columnCount))
        return true
    }

    /// Adds to a column of the group that was turned to last; in the column's own unit, as ``ColumnType`` says.
    public mutating func add(_ number: Int64, to column: Column) throws(FoldError) {
        precondition(column.index < columnCount && !ends.isEmpty)
        let place = numbers.count - columnCount + column.index
        let (sum, overflow) = numbers[place].addingReportingOverflow(number)
        guard !overflow else { throw FoldError(.sumTooLarge, column: column.index) }
        numbers[place] = sum
    }

    // MARK: For those who add up

    /// How many groups were turned to; one may be among them several times.
    public var count: Int { ends.count }

    public mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
    }

    /// Lends the encoded key of a group.
    public func withKey<Result, Failure: Error>(_ index: Int, _ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        let start = index == 0 ? 0 : ends[index - 1]
        return try body(keys.span.extracting(start..<ends[index]))
    }

    /// What is added to a column of a group.
    public func number(_ index: Int, _ column: Int) -> Int64 { numbers[index * columnCount + column] }
}
