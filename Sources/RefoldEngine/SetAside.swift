import RefoldCore
import RefoldFiles

/// A partition that was set aside: its rows as they stood then, and the events since.
///
/// In files without a name, or in files that a later run can go on with; those are only ever appended to, so that cutting them off
/// where they ended brings an earlier state back.
final class SetAside {
    let rows: TemporaryFile
    let events: TemporaryFile
    /// The names that the types of the kept events index: another run's scan numbers types in its own way.
    private(set) var types: [String] = []
    /// The number in ``types`` of each type of this run's scan.
    private var numbers: [UInt32] = []
    private let pending = EventBatch(events: 512, byteCapacity: 96 << 10)

    init(in folder: String, kept: ResumeFolder?) throws(RefoldError) {
        func make() throws(RefoldError) -> TemporaryFile {
            if let file = kept?.fileForPartition() { return file }
            return try TemporaryFile(in: folder)
        }
        rows = try make()
        events = try make()
    }

    /// One that an earlier run kept.
    init(rows: TemporaryFile, events: TemporaryFile, types: [String]) {
        self.rows = rows
        self.events = events
        self.types = types
    }

    func append(_ event: Int, of batch: EventBatch) throws(RefoldError) {
        if numbers.count < batch.typeNames.count { learnTypes(of: batch) }
        if pending.isFull(for: batch.size(of: event)) { try flush() }
        pending.append(event, of: batch, type: numbers[Int(batch[event].type)])
    }

    private func learnTypes(of batch: EventBatch) {
        for name in batch.typeNames[numbers.count...] {
            if let known = types.firstIndex(ofExactly: name) {
                numbers.append(UInt32(truncatingIfNeeded: known))
            } else {
                numbers.append(UInt32(truncatingIfNeeded: types.count))
                types.append(name)
            }
        }
    }

    func flush() throws(RefoldError) {
        guard pending.count > 0 else { return }
        try events.append(pending)
        pending.removeAll()
    }
}
