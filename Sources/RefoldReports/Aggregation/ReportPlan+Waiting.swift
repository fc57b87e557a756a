import RefoldCore
import RefoldStores
import RefoldValues

/// What a report lacks because events of its read model are parked.
public struct WaitingRows: Hashable, Sendable {
    /// Rows that the report counts and that wait for a parked event.
    public var rows = 0
    /// Parked events of which nobody can tell whether the report counts them: without a key, of a row that does not exist yet, of a row that
    /// is added to a group, or of a row that filters or the period leave out as it stands.
    public var unplaced = 0

    /// Whether the report lacks nothing.
    public var isNone: Bool { rows == 0 && unplaced == 0 }
}

extension ReportPlan {
    /// Finds out what the report lacks: the parked events of rows that it counts, by its filters and its period, and those that may belong to any
    /// row.
    ///
    /// - Parameter areGroups: whether the read model holds sums over rows instead of the rows that wait.
    /// - Throws: `.failed` if the parked events cannot be read, or a column cannot be worked out; `.usage` for a period that the report does not take.
    public func waiting(on snapshot: any ReadModelSnapshot, period: Period?, areGroups: Bool) throws(RefoldError) -> WaitingRows {
        var waiting = WaitingRows()
        let parked = try snapshot.parked()
        let keys = parked.compactMap(\.key)
        guard !areGroups else {
            waiting.unplaced = parked.count
            return waiting
        }
        let range = try interval(of: period).range
        waiting.unplaced = parked.count - keys.count
        for start in stride(from: 0, to: keys.count, by: Self.keysAtOnce) {
            let page = keys[start..<min(start + Self.keysAtOnce, keys.count)]
            let wanted = RowBlock(columnCount: 0, capacity: 64 << 10)
            for key in page { wanted.beginRow(key: key.span) }
            let found = RowBlock(columnCount: snapshot.generation.schema.columns.count, capacity: 64 << 10)
            try snapshot.load(keys: wanted, into: found)
            let counted = try counted(found, of: snapshot.generation.schema, range)
            waiting.rows += counted
            // The event may be what brings a row past the filters or into the period.
            waiting.unplaced += page.count - counted
        }
        return waiting
    }

    private static let keysAtOnce = 4096

    /// How many rows of a block the report counts.
    private func counted(_ found: RowBlock, of schema: ReadModelSchema, _ range: ColumnRange?) throws(RefoldError) -> Int {
        let all = schema.allColumns
        // The column of the period stands last, since the report may not read it otherwise.
        let columns = scanned.map(\.number) + [range?.column].compactMap { $0 }
        let block = RowBlock(columnCount: columns.count, capacity: 64 << 10)
        for index in 0..<found.count {
            block.append(columns, of: found, index, all, key: schema.key)
        }
        var rows: [Int32] = []
        for row in 0..<Int32(truncatingIfNeeded: block.count) {
            if let range, !range.contains(block.optionalInteger(Int(row), columns.count - 1)) { continue }
            rows.append(row)
        }
        let complete = try completed(block, only: rows)
        filter.narrow(&rows, of: complete)
        let filters = measures.compactMap { measure -> RowFilter?? in
            guard case .aggregate(let aggregate) = measure.form else { return nil }
            return .some(aggregate.filter.map { measureFilters[$0] })
        }
        guard !filters.isEmpty, !filters.contains(where: { $0 == nil }) else { return rows.count }
        var counted: Set<Int32> = []
        for case let filter? in filters {
            var own = rows
            filter.narrow(&own, of: complete)
            counted.formUnion(own)
        }
        return counted.count
    }
}
