// Unsafe here: the fields that are extracted from a chunk of events lie in a block of raw memory that reducers read through `EventView`.

import RefoldCore
import RefoldFiles
import RefoldJSON
import RefoldStores
import RefoldValues
import Synchronization

/// Folds the events of one projection, or of a share of its keys, batch after batch.
///
/// A batch is folded in chunks, and a chunk in passes: extract the fields, find the rows, fold. Each pass touches memory for many events at
/// once instead of waiting for each event's row in turn.
@safe
final class Lane: @unchecked Sendable {
    let projection: Projection
    /// Events up to this position are folded already.
    var after: Position
    /// Events after this position are skipped: only other projections of the run need them.
    var through: Position
    /// The served rows, in a catch-up.
    let stored: (any StoredRows)?
    /// Whether those rows are keyed by stream: then the first event of a stream has no earlier row.
    let storedAreOfStreams: Bool
    /// What is set aside instead of stopping the lane; nil if nothing ever was or may be.
    let parking: Parking?
    /// Rows that begin from nothing and have begun.
    var begun: Set<[UInt8]> = []
    var state: FoldState
    /// Only this is folded of what events do; nil for all. For events that may change several rows.
    var focus: Focus?
    /// Gives the rows at some positions while events are folded; nil if only their last state is wanted.
    var moments: LaneMoments?
    /// The bytes that this lane's rows may take.
    let memory: Int
    private let share: (index: Int, of: Int)
    let folder: String
    let kept: ResumeFolder?

    /// How many events this lane has folded.
    var events: Int64 = 0
    /// The error that stopped the lane, with the position of its event.
    var failure: (position: Position, error: RefoldError)?
    /// Which of the rows of that event it was.
    var failedTouch = 0
    /// Whether there is a ``failure``; may be read while the lane works.
    let hasFailed = Atomic(false)

    let dataFieldCount: Int
    /// The fields of the data and of the metadata.
    let ownFieldCount: Int
    let fields: UnsafeMutablePointer<JSONSlice>
    /// The same for events that may change several rows, and for their items.
    let slots: FieldSlots
    static let chunk = 256
    /// A power of two. Beyond this many types, some share a remembered field plan, because a plan takes kilobytes.
    static let plans = 256
    /// About how many bytes a type takes here and in the scan, if its name has the usual length.
    private static let bytesPerType = 256
    /// What folding works with, and what takes its place meanwhile.
    var work: Work
    private var noWork: Work
    /// What the lane has met of what its projection expects.
    var matches: Matches { work.watch.matches }

    init(
        _ projection: Projection, after: Position, through: Position, stored: (any StoredRows)? = nil, share: (index: Int, of: Int) = (0, 1),
        memory: Int, folder: String, kept: ResumeFolder? = nil, parking: Parking? = nil
    ) {
        self.projection = projection
        self.after = after
        self.through = through
        self.stored = stored
        // Where versions begin with 0 or are missing, version 1 is no sign of a first event.
        storedAreOfStreams = (stored as? RollupUpdate)?.hasAllVersions == true && parking?.selection == nil
        self.parking = parking
        self.share = share
        self.memory = memory
        self.folder = folder
        self.kept = kept
        state = FoldState(layout: projection.layout, folder: folder, kept: kept)
        noWork = Work(watch: MatchWatch(projection))
        work = noWork
        dataFieldCount = projection.dataPaths.count
        ownFieldCount = dataFieldCount + projection.metadataPaths.count
        slots = FieldSlots(width: ownFieldCount + projection.itemPaths.count)
        unsafe fields = .allocate(capacity: max(1, Self.chunk * ownFieldCount))
        unsafe fields.initialize(repeating: .missing, count: max(1, Self.chunk * ownFieldCount))
        work.chosen.reserveCapacity(Self.chunk)
        work.places.reserveCapacity(Self.chunk)
    }

    deinit { unsafe fields.deallocate() }

    /// Takes ``work`` out of the lane while `body` uses it for a batch.
    func prepare(for batch: EventBatch, _ body: (inout Work) -> Void) {
        var work = noWork
        swap(&work, &self.work)
        defer { swap(&work, &self.work) }
        learnTypes(of: batch, &work)
        body(&work)
    }

    /// Folds a batch. Does nothing after a failure; ``failure`` says where this lane stopped.
    func fold(_ batch: EventBatch) {
        guard failure == nil else { return }
        if let moments { return fold(batch, with: moments) }
        foldWhole(batch)
    }

    /// Folds the events of a batch after ``after`` up to ``through``.
    func foldWhole(_ batch: EventBatch) { prepare(for: batch) { work in fold(batch, &work) } }

    private func fold(_ batch: EventBatch, _ work: inout Work) {
        var next = 0
        do throws(RefoldError) {
            if projection.spreads {
                while next < batch.count { next = try foldSpread(of: batch, from: next, &work) }
            } else if let parking {
                while next < batch.count { next = try foldChunk(of: batch, from: next, &work, with: parking) }
            } else {
                while next < batch.count { next = try foldChunk(of: batch, from: next, &work) }
            }
            // A quarter is left for rows, however many events are parked: with less, every row would be spilled at once.
            let free = max(memory - work.typeNames.count * Self.bytesPerType - (parking?.memory ?? 0), memory / 4)
            if stored == nil, state.memory > free { try state.shrink(to: free * 7 / 8) }
        } catch {
            fail(error, at: batch.through)
        }
    }

    /// Prepares for batches of another scan, which numbers types anew.
    func beginScan() {
        work = Work(watch: work.watch.withoutTypes)
        for case let place? in state.spilled { place.beginScan() }
    }

    func fail(_ error: RefoldError, at position: Position) {
        if failure == nil { failure = (position, error) }
        hasFailed.store(true, ordering: .relaxed)
    }

    private func learnTypes(of batch: EventBatch, _ work: inout Work) {
        guard batch.typeNames.count > work.typeNames.count else { return }
        for name in batch.typeNames[work.typeNames.count...] {
            work.handlers.append(projection.handler(for: name))
            work.watch.learn(name)
            guard work.dataPlans.count < Self.plans else { continue }
            work.dataPlans.append(JSONFieldPlan(paths: projection.dataPaths))
            work.metadataPlans.append(JSONFieldPlan(paths: projection.metadataPaths))
            if projection.spreads { work.itemPlans.append(JSONFieldPlan(paths: projection.itemPaths)) }
        }
        work.typeNames = batch.typeNames
    }

    /// Folds the lane's next events of the batch, at most a chunk of them.
    ///
    /// - Returns: the number of the first event that was not read.
    private func foldChunk(of batch: EventBatch, from start: Int, _ work: inout Work) throws(RefoldError) -> Int {
        work.chosen.removeAll(keepingCapacity: true)
        work.places.removeAll(keepingCapacity: true)
        var stop: (event: Int, error: FoldError)?
        var next = start
        let after = after
        while next < batch.count, work.chosen.count < Self.chunk {
            let head = batch[next]
            defer { next += 1 }
            guard head.position > after, head.position <= through, work.handlers[Int(head.type)] != nil else { continue }
            do throws(FoldError) {
                guard try isMine(head, of: batch) else { continue }
                try extractFields(of: head, from: batch, into: work.chosen.count, &work)
                noteMatches(of: head, in: batch, at: work.chosen.count, &work)
            } catch {
                stop = (next, error)
                break
            }
            work.chosen.append(next)
        }
        do throws(FoldError) {
            try findRows(of: batch, &work)
        } catch {
            stop = (work.chosen[work.places.count], error)
        }
        if let stored { try loadStored(from: stored, for: work.places, of: batch, work.chosen) }
        try foldChosen(of: batch, work)
        if let stop {
            let head = batch[stop.event]
            fail(projection.describe(stop.error, at: head, of: batch), at: head.position)
            return batch.count
        }
        return failure == nil ? next : batch.count
    }

    /// Whether an event is one of those that this lane reads, as far as its position and its type tell.
    func isFolded(_ head: EventHead, _ work: borrowing Work) -> Bool {
        head.position > after && head.position <= through && work.handlers[Int(head.type)] != nil
    }

    func isMine(_ head: EventHead, of batch: EventBatch) throws(FoldError) -> Bool {
        guard share.of > 1 else { return true }
        var key = head.stream
        // Lanes divide keys, not streams, so that each has its own partitions. A stream without a key is refused by one of the lanes.
        if case .streamAfter(let prefix) = projection.key, let part = batch.part(of: key, behind: prefix) { key = part }
        let hash = batch.withBytes(key) { $0.stableHash }
        return Int(truncatingIfNeeded: hash >> 58) % share.of == share.index
    }

    // MARK: Rows

    private func findRows(of batch: EventBatch, _ work: inout Work) throws(FoldError) {
        let state = state
        let tables = state.tables
        func place(of key: Span<UInt8>) throws(FoldError) -> (partition: Int, row: Int) {
            guard key.count <= KeyEncoding.maximumCount else { throw FoldError(.keyTooLong) }
            let hash = key.stableHash
            let partition = state.partition(of: hash)
            return (partition, tables[partition]?.row(forKey: key, hash: hash).row ?? -1)
        }
        switch projection.key {
        case .stream:
            for event in work.chosen {
                work.places.append(try batch.withBytes(batch[event].stream) { (key) throws(FoldError) in try place(of: key) })
            }
        case .streamAfter(let prefix):
            for event in work.chosen {
                let key = try batch.key(in: batch[event].stream, behind: prefix)
                work.places.append(try batch.withBytes(key) { (key) throws(FoldError) in try place(of: key) })
            }
        case .computed(let find):
            for (index, event) in work.chosen.enumerated() {
                work.key.removeAll(keepingCapacity: true)
                do throws(FoldError) {
                    try find(view(index, of: event, in: batch), &work.key)
                    work.places.append(try place(of: work.key.span))
                } catch {
                    guard let handler = work.handlers[Int(batch[event].type)], try !handler.needsKey(view(index, of: event, in: batch)) else { throw error }
                    work.places.append((Self.nowhere, -1))
                }
            }
        }
    }

    private func foldChosen(of batch: EventBatch, _ work: borrowing Work) throws(RefoldError) {
        guard let first = work.chosen.first else { return }
        let state = state
        let tables = state.tables
        var view = view(0, of: first, in: batch)
        for index in work.places.indices {
            let event = work.chosen[index]
            let head = batch[event]
            let place = work.places[index]
            guard place.row >= 0, let table = tables[place.partition] else {
                if place.partition == Self.nowhere { continue }
                try state.spilled[place.partition]?.append(event, of: batch)
                continue
            }
            unsafe view.move(to: head, fields: fields + index * ownFieldCount)
            guard let handler = work.handlers[Int(head.type)] else { continue }
            var row = Row(place.row, of: table)
            if handler.appliesAlways { row.touch() }
            do throws(FoldError) {
                try handler.reduce(view, &row)
            } catch {
                fail(projection.describe(error, at: head, of: batch), at: head.position)
                return
            }
        }
        events += Int64(work.places.count)
    }
}
