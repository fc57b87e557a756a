import RefoldCore
import RefoldValues

/// The groups of a run that may repeat a group: each once, with its complete sums.
final class SummedRun: RowRun {
    private let run: any RowRun
    private let block: RowBlock
    private var key: [UInt8] = []
    private(set) var sums: [Int128]
    /// Whether the run is at a row that is not added yet.
    private var isAhead = false
    private var hasBegun = false

    /// - Parameter columnCount: how many sums a group has.
    init(_ run: any RowRun, columnCount: Int) {
        self.run = run
        sums = Array(repeating: 0, count: columnCount)
        block = RowBlock(columnCount: 2 * columnCount, capacity: 4096)
    }

    func advance() throws(RefoldError) -> Bool {
        if !hasBegun { isAhead = try run.advance() }
        hasBegun = true
        guard isAhead else { return false }
        key.removeAll(keepingCapacity: true)
        run.withKey { bytes in for index in bytes.indices { key.append(bytes[index]) } }
        for column in sums.indices { sums[column] = 0 }
        let group = key
        repeat {
            block.removeAll()
            try run.emit(into: block)
            for column in sums.indices { sums[column] += WideSums.value(column, of: block, 0) }
            isAhead = try run.advance()
        } while isAhead && run.withKey { $0.isEqual(to: group.span) }
        return true
    }

    func emit(into block: RowBlock) throws(RefoldError) {
        block.beginRow(key: key.span)
        for (column, sum) in sums.enumerated() {
            block.set(2 * column, to: Int64(truncatingIfNeeded: sum >> 64))
            block.set(2 * column + 1, to: Int64(truncatingIfNeeded: sum))
        }
    }

    func withKey<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let key = key
        return body(key.span)
    }
}

/// The groups of a run as rows of the read model: those with a number other than 0.
final class GroupRun: RowRun {
    private let run: SummedRun
    private let projection: Projection

    init(_ run: SummedRun, of projection: Projection) {
        self.run = run
        self.projection = projection
    }

    func advance() throws(RefoldError) -> Bool {
        while try run.advance() {
            if run.sums.contains(where: { $0 != 0 }) { return true }
        }
        return false
    }

    func emit(into block: RowBlock) throws(RefoldError) {
        run.withKey { block.beginRow(key: $0) }
        for (column, sum) in run.sums.enumerated() {
            guard let number = Int64(exactly: sum) else { throw run.withKey { projection.tooLarge(column, inGroup: $0) } }
            block.set(column, to: number)
        }
    }

    func withKey<Result>(_ body: (Span<UInt8>) -> Result) -> Result { run.withKey(body) }
}

extension Projection {
    /// The error for a sum that does not fit into its column. It does not name the group: a key is made of payload values.
    func tooLarge(_ column: Int, inGroup key: Span<UInt8>) -> RefoldError {
        let group = Place.group(key: key.indices.map { key[$0] }, name: "a group of rows")
        return describe(FoldError(.sumTooLarge, column: column), named: schema, at: group)
    }
}
