import RefoldCore
import RefoldFiles
import RefoldValues

/// The rows that a lane has folded so far, partitioned by the hash of the key.
///
/// While everything fits, each partition is a table in memory. A spilled partition has its rows, and from then on its events, in temporary
/// files (see ``SpilledPartition``). It is folded when all events have been read. The events of a key stay in order, so the rows are the
/// same.
final class FoldState {
    static let partitionBits: UInt64 = 6
    static let partitionCount = 1 << Int(partitionBits)

    private let layout: RowLayout
    private let folder: String
    /// Where the files for a later run are made; nil if there will be none.
    private let kept: ResumeFolder?
    /// How many times this state's rows were spilled before: each level uses other bits of the hash.
    let level: Int
    /// The keys that the rows may have.
    let share: HashShare
    /// Nil for a spilled partition.
    private(set) var tables: [RowTable?]
    private(set) var spilled: [SpilledPartition?]

    init(layout: RowLayout, folder: String, kept: ResumeFolder? = nil, level: Int = 0, share: HashShare = HashShare()) {
        self.share = share
        self.layout = layout
        self.folder = folder
        self.kept = kept
        self.level = level
        let dictionary = TextDictionary(columnCount: layout.columns.count)
        tables = (0..<Self.partitionCount).map { _ in RowTable(layout, dictionary: dictionary) }
        spilled = Array(repeating: nil, count: Self.partitionCount)
    }

    /// The partition of a key's hash.
    @inline(__always)
    func partition(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> (64 - Self.partitionBits * UInt64(min(level, 4) + 1))) & (Self.partitionCount - 1)
    }

    /// The bytes of the rows, and of sorting them.
    var memory: Int {
        var total = 0
        for case let table? in tables where table.count > 0 { total += table.memory + table.count * SortedRows.bytesPerRow }
        return total
    }

    /// Spills the largest tables until the rest takes at most `limit` bytes.
    ///
    /// At the deepest level nothing is spilled: few keys share 30 bits of their hash.
    func shrink(to limit: Int) throws(RefoldError) {
        guard level < 5 else { return }
        while memory > limit {
            var largest: (partition: Int, memory: Int)?
            for (partition, table) in tables.enumerated() {
                guard let table, table.count > 0, table.memory > largest?.memory ?? 0 else { continue }
                largest = (partition, table.memory)
            }
            guard let largest, let table = tables[largest.partition] else { return }
            let place = try SpilledPartition(in: folder, kept: kept)
            place.share = share.part(largest.partition, bits: Self.partitionBits)
            let block = RowBlock(columnCount: layout.columns.count)
            try table.write(to: place.rows, through: block)
            try place.rows.appendRest(of: block)
            spilled[largest.partition] = place
            tables[largest.partition] = nil
        }
    }

    /// Takes over a partition that an earlier run spilled.
    func take(_ place: SpilledPartition, as partition: Int) {
        place.share = share.part(partition, bits: Self.partitionBits)
        spilled[partition] = place
        tables[partition] = nil
    }

    /// Takes over the rows of an earlier run that are in every `of`-th partition from `index` on.
    func take(_ rows: RowBlock, share: (index: Int, of: Int)) throws(RefoldError) {
        var late: [Int: RowBlock] = [:]
        for index in 0..<rows.count {
            let partition = partition(of: rows.withKey(index) { $0.stableHash })
            guard partition % share.of == share.index else { continue }
            if let table = tables[partition] {
                table.load(index, of: rows)
            } else {
                let block = late[partition] ?? RowBlock(columnCount: layout.columns.count, capacity: 64 << 10)
                block.append(index, of: rows)
                late[partition] = block
            }
        }
        for (partition, block) in late { try spilled[partition]?.rows.append(block) }
    }

    /// Removes and returns the tables in memory.
    func takeTables() -> [RowTable] {
        let present = tables.compactMap { $0 }
        tables = Array(repeating: nil, count: Self.partitionCount)
        return present
    }

    /// Removes and returns the spilled partitions.
    func takeSpilled() -> [SpilledPartition] {
        let present = spilled.compactMap { $0 }
        spilled = Array(repeating: nil, count: Self.partitionCount)
        return present
    }
}

/// The keys whose hashes begin with some bits.
struct HashShare {
    private var bits: UInt64 = 0
    private var prefix: UInt64 = 0

    /// A part of these, by the next bits.
    func part(_ number: Int, bits more: UInt64) -> HashShare {
        var part = self
        part.bits += more
        part.prefix = prefix << more | UInt64(number)
        return part
    }

    func contains(_ hash: UInt64) -> Bool { bits == 0 || hash >> (64 - bits) == prefix }
}

extension RowTable {
    /// Writes every row with its state, in the order in which they were added, through a block; the last rows stay in the block.
    func write(to file: TemporaryFile, through block: RowBlock) throws(RefoldError) {
        for number in 0..<count {
            let row = Row(number, of: self)
            block.append(row)
            if block.byteCount > 1 << 20 { try file.appendRest(of: block) }
        }
    }
}

extension TemporaryFile {
    /// Appends the rows of a block, and empties it.
    func appendRest(of block: RowBlock) throws(RefoldError) {
        guard block.count > 0 else { return }
        try append(block)
        block.removeAll()
    }
}
