import RefoldCore
import RefoldStores
import RefoldValues

/// A snapshot that tells how many of its rows were read.
final class CountedSnapshot: ReadModelSnapshot {
    private let snapshot: any ReadModelSnapshot
    private let told: (Int64) -> Void

    init(_ snapshot: any ReadModelSnapshot, _ told: @escaping (Int64) -> Void) {
        self.snapshot = snapshot
        self.told = told
    }

    var generation: Generation { snapshot.generation }

    func parked() throws(RefoldError) -> [ParkedEvent] { try snapshot.parked() }

    func ranges(from first: Int64, limit: Int) throws(RefoldError) -> [EventRange] { try snapshot.ranges(from: first, limit: limit) }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) { try snapshot.load(keys: keys, into: rows) }

    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        var count: Int64 = 0
        try snapshot.rows(columns: columns, where: range, inKeyOrder: inKeyOrder) { block throws(RefoldError) in
            try visit(block)
            count += Int64(block.count)
            told(count)
        }
    }
}
