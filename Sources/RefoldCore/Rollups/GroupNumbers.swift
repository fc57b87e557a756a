/// The contributions of one row: numbers, each to be added to a column of a group. Reused for the next row.
public struct GroupNumbers: Sendable {
    private let partCount: Int
    private let columnCount: Int
    /// The encoded keys, concatenated, and the end of each.
    private var keys: [UInt8] = []
    private var ends: [Int] = []
    private var numbers: [Int64] = []

    init(partCount: Int, columnCount: Int) {
        self.partCount = partCount
        self.columnCount = columnCount
    }

    // MARK: For contributors

    /// Selects the group named by these columns of the row, part by part; their types are those of the parts.
    ///
    /// - Returns: false if one of the columns is null. Then the row belongs to no such group, and nothing may be added.
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

    /// Adds to a column of the selected group, in the column's own unit (see ``ColumnType``).
    public mutating func add(_ number: Int64, to column: Column) throws(FoldError) {
        precondition(column.index < columnCount && !ends.isEmpty)
        let place = numbers.count - columnCount + column.index
        let (sum, overflow) = numbers[place].addingReportingOverflow(number)
        guard !overflow else { throw FoldError(.sumTooLarge, column: column.index) }
        numbers[place] = sum
    }

    // MARK: For the sums

    /// How many groups were selected; a group may be among them several times.
    public var count: Int { ends.count }

    /// Forgets all groups.
    public mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with the encoded key of a group, valid during the call.
    public func withKey<Result, Failure: Error>(_ index: Int, _ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        let start = index == 0 ? 0 : ends[index - 1]
        return try body(keys.span.extracting(start..<ends[index]))
    }

    /// The number to add to a column of a group.
    public func number(_ index: Int, _ column: Int) -> Int64 { numbers[index * columnCount + column] }
}
