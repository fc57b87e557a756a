import RefoldCore
import RefoldStores
import RefoldValues

/// A snapshot that shows how many of its rows were read.
final class MeteredSnapshot: ReadModelSnapshot {
    private let snapshot: any ReadModelSnapshot
    private let task: String
    private let session: Session

    init(_ snapshot: any ReadModelSnapshot, task: String, in session: Session) {
        self.snapshot = snapshot
        self.task = task
        self.session = session
    }

    var generation: Generation { snapshot.generation }

    func parked() throws(RefoldError) -> [ParkedEvent] { try snapshot.parked() }

    func ranges(from first: Int64, limit: Int) throws(RefoldError) -> [EventRange] { try snapshot.ranges(from: first, limit: limit) }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) {
        try session.requireTime()
        try snapshot.load(keys: keys, into: rows)
    }

    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let meter = session.meter(task, unit: "rows")
        defer { meter.finish() }
        // With a range, the number of rows is not known in advance.
        let total = range == nil ? Int(generation.rows) : nil
        var done = 0
        try snapshot.rows(columns: columns, where: range, inKeyOrder: inKeyOrder) { block throws(RefoldError) in
            try session.requireTime()
            try visit(block)
            done += block.count
            meter.update(done: done, total: total)
        }
    }
}
