import RefoldCore
import RefoldFiles
import RefoldValues

/// Counts the streams of each type of event: in memory, then, past a limit, in a temporary file. Streams are told apart by 64 bits.
final class StreamCount {
    private struct Entry: BitwiseCopyable, Hashable {
        var stream: UInt64
        var type: Int
    }

    private let limit: Int
    private let folder: String
    private var known: Set<Entry> = []
    private var file: PartitionedFile<Entry>?
    private var last = Entry(stream: 0, type: -1)

    /// - Parameters:
    ///   - folder: where the file is made, once it is needed.
    ///   - limit: how many are kept in memory; the usual ones take some 64 MB.
    init(in folder: String, limit: Int = 1 << 21) {
        self.folder = folder
        self.limit = limit
    }

    /// - Parameter stream: the hash of its name.
    func add(_ stream: UInt64, type: Int) throws(RefoldError) {
        let entry = Entry(stream: stream, type: type)
        guard entry != last else { return }
        last = entry
        if let file { return try file.append(entry, to: Self.partition(entry)) }
        known.insert(entry)
        guard known.count > limit else { return }
        let file = PartitionedFile<Entry>(in: folder)
        for entry in known { try file.append(entry, to: Self.partition(entry)) }
        known = []
        self.file = file
    }

    private static func partition(_ entry: Entry) -> Int { Int(entry.stream >> 32) & (PartitionedFile<Entry>.partitions - 1) }

    /// How many streams each type has.
    func counts() throws(RefoldError) -> [Int: Int64] {
        var counts: [Int: Int64] = [:]
        for entry in known { counts[entry.type, default: 0] += 1 }
        guard let file else { return counts }
        for partition in 0..<PartitionedFile<Entry>.partitions {
            var seen: Set<Entry> = []
            try file.forEach(in: partition) { seen.insert($0) }
            for entry in seen { counts[entry.type, default: 0] += 1 }
        }
        return counts
    }
}
