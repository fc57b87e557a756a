import FoundationEssentials
import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues

/// Makes the proof of what one generation was made from while its events are read: ranges of events with their digests.
///
/// Complete ranges go to a file once there are some of them. Belongs to the reading thread.
final class ProofRecorder {
    /// What the digests cover beside the columns that every scan reads.
    let columns: EventColumns
    private let keepsLists: Bool
    private let projection: Projection
    private let after: Position
    private let through: Position
    private let folder: String
    private let kept: ResumeFolder?
    /// The range that is not full yet, without its list.
    private var open: EventRange
    private var positions: [Position] = []
    private var digests: [UInt64] = []
    /// The digests of the ranges before the open one, one added to the other.
    private var before: UInt64 = 0
    /// Whether the whole list of the open range is known.
    private var isListed: Bool
    /// Full ranges that nothing holds yet but ``file`` and this.
    private var full: [EventRange] = []
    private var fullBytes = 0
    private var file: TemporaryFile?
    private var wanted: [Bool] = []

    /// - Parameters:
    ///   - last: the last range of what is brought forward; nil for a new generation.
    ///   - after: events up to this position are known.
    ///   - through: the last position that is folded.
    init(
        _ projection: Projection, _ scope: DigestScope, last: EventRange? = nil, after: Position, through: Position, folder: String, kept: ResumeFolder?
    ) {
        self.projection = projection
        (self.after, self.through, self.folder, self.kept) = (after, through, folder, kept)
        keepsLists = scope != .ranges
        columns = last?.columns ?? scope.columns(of: projection)
        open = last ?? EventRange(number: 0, columns: columns)
        let entries = keepsLists ? (open.events == 0 ? [] : open.entries) : nil
        isListed = entries != nil
        for entry in entries ?? [] {
            positions.append(entry.position)
            digests.append(entry.digest)
        }
        open.list = nil
        reserve()
    }

    private func reserve() {
        guard isListed else { return }
        positions.reserveCapacity(Int(EventRange.capacity))
        digests.reserveCapacity(Int(EventRange.capacity))
    }

    /// Prepares for batches of another scan, which numbers types anew.
    func beginScan() { wanted = [] }

    /// Adds the events of a batch that the projection reads.
    ///
    /// - Parameter all: the digests of all events of the batch.
    func add(_ batch: EventBatch, _ all: [UInt64]) throws(RefoldError) {
        for name in batch.typeNames[min(wanted.count, batch.typeNames.count)...] { wanted.append(projection.handler(for: name) != nil) }
        var next = 0
        while true {
            next = fill(from: next, of: batch, all)
            if next == batch.count { return }
            try close()
        }
    }

    /// Adds events to the open range until the batch ends, or one comes that the full range cannot take: then only is another one begun, so
    /// that the last range of a proof has events.
    ///
    /// - Returns: the number of the first event that was not looked at.
    private func fill(from start: Int, of batch: EventBatch, _ all: [UInt64]) -> Int {
        // Local variables in the loop: every access to a property of the object would be checked for exclusivity.
        let (wanted, after, through, isListed) = (wanted, after, through, isListed)
        var (first, last, events, digest) = (open.first, open.last, open.events, open.digest)
        var (positions, digests) = ([Position](), [UInt64]())
        swap(&positions, &self.positions)
        swap(&digests, &self.digests)
        defer {
            swap(&positions, &self.positions)
            swap(&digests, &self.digests)
            (open.first, open.last, open.events, open.digest) = (first, last, events, digest)
        }
        var next = start
        while next < batch.count {
            let position = batch[next].position
            guard wanted[Int(batch[next].type)], position > after, position <= through else {
                next += 1
                continue
            }
            if events == EventRange.capacity { return next }
            defer { next += 1 }
            if events == 0 { first = position }
            last = position
            events += 1
            digest = EventDigest.adding(all[next], to: digest)
            guard isListed else { continue }
            positions.append(position)
            digests.append(all[next])
        }
        return next
    }

    /// All that it was given, also before the run went on from a point.
    var read: EventsRead {
        EventsRead(events: open.eventsUpToHere, digest: open.events == 0 ? before : EventDigest.adding(open.digest, to: before))
    }

    private func close() throws(RefoldError) {
        before = EventDigest.adding(open.digest, to: before)
        full.append(openRange)
        fullBytes += Self.bytesPerRange + (full[full.count - 1].list?.count ?? 0)
        open = EventRange(number: open.number + 1, columns: columns)
        positions.removeAll(keepingCapacity: true)
        digests.removeAll(keepingCapacity: true)
        isListed = keepsLists
        reserve()
        if fullBytes > Self.mostBytes { try spill() }
    }

    private static let bytesPerRange = 64
    /// The bytes of full ranges that stay in memory.
    private static let mostBytes = 1 << 20

    private var openRange: EventRange {
        var range = open
        if isListed { range.list = EventRange.list(positions, digests) }
        return range
    }

    // MARK: Files

    private func spill() throws(RefoldError) {
        guard !full.isEmpty else { return }
        let file: TemporaryFile
        if let known = self.file { file = known } else if let made = kept?.fileForPartition() { file = made } else { file = try TemporaryFile(in: folder) }
        self.file = file
        let block = RowBlock(columnCount: 0, capacity: 64 << 10)
        for range in full {
            block.beginRow(key: range.encoded.span)
            try file.append(block)
            block.removeAll()
        }
        full = []
        fullBytes = 0
    }

    /// What a later run needs to go on.
    ///
    /// - Returns: nil if nothing can be kept.
    func point() throws(RefoldError) -> (proof: ResumePoint.Proof, file: OpenFile?)? {
        try spill()
        guard file == nil || file?.extent != nil else { return nil }
        return (ResumePoint.Proof(ranges: file?.extent, before: before, open: Data(openRange.encoded)), file?.file)
    }

    /// Goes on from a point.
    ///
    /// - Parameter file: its file of ranges.
    /// - Returns: nil if the point holds something else than a proof.
    init?(
        resuming point: ResumePoint.Proof, _ file: TemporaryFile?, of projection: Projection, _ scope: DigestScope, after: Position, through: Position,
        folder: String, kept: ResumeFolder
    ) {
        guard let last = EventRange(encoded: Array(point.open)), (file == nil) == (point.ranges == nil) else { return nil }
        self.projection = projection
        (self.after, self.through, self.folder, self.kept) = (after, through, folder, kept)
        keepsLists = scope != .ranges
        columns = last.columns
        open = last
        before = point.before
        isListed = false
        if keepsLists, let entries = last.events == 0 ? [] : last.entries {
            isListed = true
            (positions, digests) = (entries.map(\.position), entries.map(\.digest))
        }
        open.list = nil
        self.file = file
        reserve()
    }

    // MARK: To the read model

    /// The ranges that nothing holds yet, and the open one.
    ///
    /// - Parameter replacingAll: whether they take the place of all others.
    func ranges(replacingAll: Bool = false) -> any EventRanges { Pending(self, replacingAll) }

    /// Notes that the read model holds them.
    func wrote() {
        full = []
        fullBytes = 0
        file = nil
    }

    private final class Pending: EventRanges {
        let replacesAll: Bool
        private let recorder: ProofRecorder

        init(_ recorder: ProofRecorder, _ replacesAll: Bool) { (self.recorder, self.replacesAll) = (recorder, replacesAll) }

        func forEach(_ visit: (EventRange) throws(RefoldError) -> Void) throws(RefoldError) {
            if let file = recorder.file {
                file.rewind()
                let block = RowBlock(columnCount: 0, capacity: 64 << 10)
                while try file.read(block) {
                    for index in 0..<block.count {
                        guard let range = EventRange(index, of: block) else {
                            throw RefoldError(.failed, "a temporary file holds something else than what was written", at: .named(recorder.folder), remedy: "run it again")
                        }
                        try visit(range)
                    }
                }
            }
            for range in recorder.full { try visit(range) }
            if recorder.open.events > 0 || recorder.open.number == 0 { try visit(recorder.openRange) }
        }
    }
}
