import RefoldCore
import RefoldStores
import RefoldValues

/// Folds the events of single streams in memory, as a run would.
final class StreamFold {
    private let lane: Lane
    private let batch = EventBatch(events: 512, byteCapacity: 64 << 10)
    private var typeNumbers: [ExactText: UInt32] = [:]
    /// If the rows take more bytes than this, they are compacted.
    private var memoryLimit = leastMemoryLimit

    private static let leastMemoryLimit = 1 << 20

    /// - Parameter through: events after this position are not folded.
    init(_ projection: Projection, through: Position = .max) {
        lane = Lane(projection, after: 0, through: through, memory: .max, folder: "")
    }

    /// Takes the next event of its stream. It is folded by ``finish()`` at the latest.
    func add(_ stored: StoredEvent) throws(RefoldError) {
        if batch.isFull(for: stored.byteCount) { try finish() }
        let next = UInt32(truncatingIfNeeded: batch.typeNames.count)
        let type = typeNumbers[ExactText(stored.event.type)] ?? next
        if type == next {
            typeNumbers[ExactText(stored.event.type)] = next
            batch.typeNames.append(stored.event.type)
        }
        batch.append(stored, type: type)
    }

    /// Folds the events that were added.
    func finish() throws(RefoldError) {
        guard batch.count > 0 else { return }
        lane.fold(batch)
        batch.removeAll()
        if let failure = lane.failure { throw failure.error }
        if lane.state.memory > memoryLimit { moveTogether() }
    }

    /// Frees texts that rows no longer use, and deleted rows: a long stream takes no more memory than its row.
    private func moveTogether() {
        let rows = RowBlock(columnCount: lane.projection.layout.columns.count)
        for case let table? in lane.state.tables {
            for number in 0..<table.count {
                let row = Row(number, of: table)
                if row.isPresent { rows.append(row) }
            }
        }
        lane.clear()
        for index in 0..<rows.count {
            let hash = rows.withKey(index) { $0.stableHash }
            lane.state.tables[lane.state.partition(of: hash)]?.load(index, of: rows)
        }
        memoryLimit = max(Self.leastMemoryLimit, 2 * lane.state.memory)
    }

    /// Calls `visit` with every existing row.
    func forEach(_ visit: (inout Row) throws(RefoldError) -> Void) throws(RefoldError) {
        for case let table? in lane.state.tables {
            for number in 0..<table.count {
                table.markLookedUp(number)
                var row = Row(number, of: table)
                if row.isPresent { try visit(&row) }
            }
        }
    }
}

extension EventStore {
    /// Calls `visit` with the events of a stream up to a position, in order, a page at a time.
    ///
    /// - Throws: `.failed` if a later version has an earlier position: the result would depend on which order is used.
    func read(_ stream: String, through: Position, _ visit: (StoredEvent) throws(RefoldError) -> Void) throws(RefoldError) {
        var last: StoredEvent?
        while true {
            let page = try events(in: stream, after: last, limit: 512)
            for stored in page {
                if let last, stored.position <= last.position {
                    throw RefoldError(
                        .failed, "version \(stored.version) of the stream lies before version \(last.version)",
                        at: .event(position: stored.position, stream: stream, type: stored.event.type),
                        expected: "positions that rise with the versions", remedy: "mend the event store")
                }
                guard stored.position <= through else { return }
                try visit(stored)
                last = stored
            }
            if page.count < 512 { return }
        }
    }
}
