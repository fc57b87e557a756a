import RefoldFiles
import RefoldStores
import RefoldValues

/// Finds faults between the lines of an import: ids used for two events, versions that are not consecutive, events that the store has with
/// other content.
///
/// Memory does not grow with the number of lines. About 110 bytes per line go to a temporary file, partitioned by hash; at the end one
/// partition after the other is checked. The store is queried meanwhile, in short snapshots without its write lock; what changes there
/// afterwards is found by the writing. No texts are kept, so two ids with the same 128-bit hash would be taken for one.
final class ImportCheck {
    /// How many ids or streams are held in memory at a time. A larger partition is read several times, each time for a part of them.
    private static let limit = 1 << 16

    private let store: (any EventStore)?
    private let identities: PartitionedFile<IdentityRecord>
    private let versions: PartitionedFile<VersionRecord>
    private let repeats: PartitionedFile<RepeatRecord>
    private var files: [(name: String, before: Int)] = []
    /// Whether some lines could not be read: a gap between versions may then belong to them.
    private var hasUnreadLines = false
    private(set) var faults = FaultList()
    /// The lines of all files so far.
    private(set) var lines = 0

    /// - Parameters:
    ///   - store: nil if it does not exist yet.
    ///   - folder: where temporary files are made, once they are needed.
    init(store: (any EventStore)?, folder: String) {
        self.store = store
        identities = PartitionedFile(in: folder)
        versions = PartitionedFile(in: folder)
        repeats = PartitionedFile(in: folder)
    }

    /// Call before the lines of another file.
    func begin(file name: String) { files.append((name, lines)) }

    /// Call at the end of a file.
    ///
    /// - Parameter unread: the faults of lines that could not be read.
    func end(lines count: Int, unread: FaultList) {
        faults.add(unread, behind: lines)
        hasUnreadLines = hasUnreadLines || !unread.isEmpty
        lines += count
    }

    /// Adds the next events of the file.
    func add(_ batch: ImportBatch) throws(RefoldError) {
        let matches = try store?.matches(of: batch.events, comparingRecordedAt: batch.givesRecordedAt)
        for event in 0..<batch.events.count {
            let line = lines + batch.lines[event]
            var last: Int64 = 0
            switch matches?[event] {
            case .alreadyThere: continue
            case .differs(let position):
                add(line) { EventFault.storedEventDiffers(position, file: $0, line: $1) }
                continue
            case .new(let version): last = version
            case nil: break
            }
            let identity = IdentityRecord(event, of: batch, line: line)
            try identities.append(identity, to: Self.partition(identity.id))
            let version = VersionRecord(stream: identity.stream, version: identity.version, last: last, line: line)
            try versions.append(version, to: Self.partition(identity.stream))
        }
    }

    /// Compares all lines with each other.
    ///
    /// - Parameter tick: called between the parts.
    func finish(_ tick: () throws(RefoldError) -> Void) throws(RefoldError) {
        for partition in 0..<PartitionedFile<IdentityRecord>.partitions {
            let parts = UInt64(identities.count(of: partition) / Self.limit + 1)
            for part in 0..<parts { try findRepeats(in: partition) { Self.part($0, of: parts) == part } }
            try tick()
        }
        for partition in 0..<PartitionedFile<VersionRecord>.partitions {
            let parts = UInt64(versions.count(of: partition) / Self.limit + 1)
            for part in 0..<parts { try followVersions(in: partition) { Self.part($0, of: parts) == part } }
            try tick()
        }
    }

    private func findRepeats(in partition: Int, where isWanted: (SeededHash) -> Bool) throws(RefoldError) {
        var firsts: [SeededHash: IdentityRecord] = [:]
        firsts.reserveCapacity(min(identities.count(of: partition), Self.limit))
        try identities.forEach(in: partition) { record throws(RefoldError) in
            guard isWanted(record.id) else { return }
            guard let first = firsts[record.id] else {
                firsts[record.id] = record
                return
            }
            let isSame = first.isRepeated(by: record)
            if !isSame { add(record.line) { EventFault.idStandsTwice(place(of: first.line, seenFrom: $0), file: $0, line: $1) } }
            let mustHave = isSame && first.version == 0 ? record.version : 0
            try repeats.append(
                RepeatRecord(stream: record.stream, line: record.line, first: first.line, version: mustHave), to: Self.partition(record.stream))
        }
    }

    private func followVersions(in partition: Int, where isWanted: (SeededHash) -> Bool) throws(RefoldError) {
        var repeated: [Int: RepeatRecord] = [:]
        /// The versions of lines that have none themselves but are repeated by a line that gives it.
        var given: [Int: Int64] = [:]
        try repeats.forEach(in: partition) { record in
            guard isWanted(record.stream) else { return }
            repeated[record.line] = record
            if record.version != 0 { given[record.first] = 0 }
        }
        var streams: [SeededHash: StreamVersions] = [:]
        try versions.forEach(in: partition) { record in
            guard isWanted(record.stream) else { return }
            if let other = repeated[record.line] {
                guard other.version != 0, !hasUnreadLines, given[other.first] != other.version else { return }
                add(record.line) { EventFault.idStandsTwice(place(of: other.first, seenFrom: $0), file: $0, line: $1) }
                return
            }
            if let last = streams[record.stream, default: StreamVersions()].refuse(record, allowingGap: hasUnreadLines) {
                add(record.line) { EventFault.versionDoesNotFollow(record.version, last: last, file: $0, line: $1) }
            }
            if !given.isEmpty, given[record.line] != nil { given[record.line] = streams[record.stream]?.last }
        }
    }

    private static func partition(_ hash: SeededHash) -> Int {
        Int(truncatingIfNeeded: hash.seeded) & (PartitionedFile<IdentityRecord>.partitions - 1)
    }

    private static func part(_ hash: SeededHash, of parts: UInt64) -> UInt64 { parts == 1 ? 0 : (hash.seeded >> 16) % parts }

    private func add(_ line: Int, _ fault: (_ file: String, _ line: Int) -> Fault) {
        let file = file(of: line)
        faults.add(fault(file.name, line - file.before), line: line)
    }

    private func file(of line: Int) -> (name: String, before: Int) { files.last { $0.before < line } ?? ("", 0) }

    /// The name of a line, as seen from a line of the file `name`.
    private func place(of line: Int, seenFrom name: String) -> String {
        let file = file(of: line)
        return "line \(line - file.before)" + (file.name == name ? "" : " of \(file.name)")
    }
}

/// The latest version of a stream.
private struct StreamVersions {
    private(set) var last: Int64 = 0
    /// The last refused version: a version that follows it is not reported again.
    private var refused: Int64 = 0

    /// Takes the next line of the stream.
    ///
    /// - Returns: if its version is not the next one, the version that it should follow.
    mutating func refuse(_ record: VersionRecord, allowingGap: Bool) -> Int64? {
        last = max(last, record.last)
        let (next, isTooLarge) = last.addingReportingOverflow(1)
        if !isTooLarge, record.version == 0 || record.version == next || allowingGap && record.version > next {
            last = max(next, record.version)
            return nil
        }
        defer { refused = record.version }
        return record.version == refused &+ 1 && refused != 0 ? nil : last
    }
}
