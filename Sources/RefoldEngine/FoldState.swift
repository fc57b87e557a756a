import RefoldCore
import RefoldFiles

/// The rows that a lane has folded so far, in partitions by the hash of the key.
///
/// While everything fits, a partition is a table in memory. One that is set aside has its rows, and from then on its events, in a
/// temporary file, and is folded when all events have been read: a key's events stay in order, so the rows come out the same.
final class FoldState {
    static let partitionBits: UInt64 = 6
    static let partitionCount = 1 << Int(partitionBits)

    private let layout: RowLayout
    private let folder: String
    /// How many levels of setting aside lie above: each takes other bits of the hash.
    let level: Int
    /// Nil where the partition was set aside.
    private(set) var tables: [RowTable?]
    private(set) var aside: [SetAside?]

    init(layout: RowLayout, folder: String, level: Int = 0) {
        self.layout = layout
        self.folder = folder
        self.level = level
        let dictionary = TextDictionary(columnCount: layout.columns.count)
        tables = (0..<Self.partitionCount).map { _ in RowTable(layout, dictionary: dictionary) }
        aside = Array(repeating: nil, count: Self.partitionCount)
    }

    /// A partition that was set aside: its rows as they stood then, and the events since.
    final class SetAside {
        let rows: TemporaryFile
        let events: TemporaryFile
        let pending = EventBatch(events: 512, byteCapacity: 96 << 10)

        init(in folder: String) throws(RefoldError) {
            rows = try TemporaryFile(in: folder)
            events = try TemporaryFile(in: folder)
        }

        func append(_ event: Int, of batch: EventBatch) throws(RefoldError) {
            if pending.isFull(for: batch.size(of: event)) { try flush() }
            pending.append(event, of: batch)
        }

        func flush() throws(RefoldError) {
            guard pending.count > 0 else { return }
            try events.append(pending)
            pending.removeAll()
        }
    }

    /// The partition that a key's hash falls into.
    @inline(__always)
    func partition(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> (64 - Self.partitionBits * UInt64(min(level, 4) + 1))) & (Self.partitionCount - 1)
    }

    /// What the rows take, and what sorting them will take.
    var memory: Int {
        var total = 0
        for case let table? in tables where table.count > 0 { total += table.memory + table.count * SortedRows.bytesPerRow }
        return total
    }

    /// Sets the largest tables aside until the rest takes at most `limit` bytes.
    ///
    /// At the deepest level nothing is set aside: keys that share 30 bits of their hash are few.
    func shrink(to limit: Int) throws(RefoldError) {
        guard level < 5 else { return }
        while memory > limit {
            var largest: (partition: Int, memory: Int)?
            for (partition, table) in tables.enumerated() {
                guard let table, table.count > 0, table.memory > largest?.memory ?? 0 else { continue }
                largest = (partition, table.memory)
            }
            guard let largest, let table = tables[largest.partition] else { return }
            let place = try SetAside(in: folder)
            try table.write(to: place.rows)
            aside[largest.partition] = place
            tables[largest.partition] = nil
        }
    }

    /// The tables in memory, and the end of their being here.
    func takeTables() -> [RowTable] {
        let present = tables.compactMap { $0 }
        tables = Array(repeating: nil, count: Self.partitionCount)
        return present
    }

    /// The partitions set aside, and the end of their being here.
    func takeAside() -> [SetAside] {
        let present = aside.compactMap { $0 }
        aside = Array(repeating: nil, count: Self.partitionCount)
        return present
    }
}

extension RowTable {
    /// Writes every row with its state, in the order they were added.
    fileprivate func write(to file: TemporaryFile) throws(RefoldError) {
        guard count > 0 else { return }
        let block = RowBlock(columnCount: layout.columns.count)
        for number in 0..<count {
            let row = Row(number, of: self)
            block.append(row)
            if block.byteCount > 1 << 20 {
                try file.append(block)
                block.removeAll()
            }
        }
        try file.append(block)
    }
}
