import RefoldCore
import RefoldFiles
import RefoldValues

/// A spilled partition: its rows at the time of the spill, and its events since then.
///
/// It lies in unlinked files, or in files for a later run. Those are only appended to, so truncating them to an earlier length restores an
/// earlier state.
final class SpilledPartition {
    let rows: TemporaryFile
    let events: TemporaryFile
    /// The keys of its rows. An event may also change others.
    var share = HashShare()
    /// The first of a lane's moments at which the rows were not given when they were spilled; nil before the lane has said so.
    var firstMoment: Int?
    /// The names of the event types in the file. They share memory with the names of this run's scan, unless an earlier run, which numbered
    /// types differently, began the file.
    private(set) var types: [String] = []
    /// For each type number of this run's scan, its number in ``types``; nil unless an earlier run began the file.
    private var numbers: [UInt32]?
    private var known: [ExactText: UInt32] = [:]
    private let pending = EventBatch(events: 512, byteCapacity: 96 << 10)

    init(in folder: String, kept: ResumeFolder?) throws(RefoldError) {
        func make() throws(RefoldError) -> TemporaryFile {
            if let file = kept?.fileForPartition() { return file }
            return try TemporaryFile(in: folder)
        }
        rows = try make()
        events = try make()
    }

    /// A partition that an earlier run kept.
    init(rows: TemporaryFile, events: TemporaryFile, types: [String]) {
        self.rows = rows
        self.events = events
        self.types = types
        guard !types.isEmpty else { return }
        numbers = []
        for (number, name) in types.enumerated() { known[ExactText(name)] = UInt32(truncatingIfNeeded: number) }
    }

    /// Prepares for events of another scan, which numbers types anew.
    func beginScan() {
        numbers = []
        known = [:]
        for (number, name) in types.enumerated() { known[ExactText(name)] = UInt32(truncatingIfNeeded: number) }
    }

    func append(_ event: Int, of batch: EventBatch) throws(RefoldError) {
        if numbers?.count ?? types.count < batch.typeNames.count { learnTypes(of: batch) }
        if pending.isFull(for: batch.size(of: event)) { try flush() }
        pending.append(event, of: batch, type: numbers?[Int(batch[event].type)] ?? batch[event].type)
    }

    private func learnTypes(of batch: EventBatch) {
        guard var numbers else {
            types = batch.typeNames
            return
        }
        self.numbers = nil
        defer { self.numbers = numbers }
        for name in batch.typeNames[numbers.count...] {
            let next = UInt32(truncatingIfNeeded: types.count)
            let number = known[ExactText(name)] ?? next
            if number == next {
                known[ExactText(name)] = next
                types.append(name)
            }
            numbers.append(number)
        }
    }

    func flush() throws(RefoldError) {
        guard pending.count > 0 else { return }
        try events.append(pending)
        pending.removeAll()
    }
}
