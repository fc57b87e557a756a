import RefoldCore
import RefoldStores
import RefoldValues

/// The lanes of one projection that is folded as of some moments.
final class MomentTask {
    let source: MomentSource
    let cuts: MomentCuts
    let lanes: [Lane]
    private let rows: MomentRows
    private let parking: TaskParking
    private(set) var digests: [EventsDigest?]
    private var running: EventsDigest?
    private var wanted: [Bool] = []

    /// - Parameters:
    ///   - numbers: of the moments, as readers know them; one per moment of `cuts`.
    ///   - memory: the bytes that the rows may take.
    init(
        _ source: MomentSource, _ cuts: MomentCuts, numbers: [Int], lanes count: Int, memory: Int, folder: String
    ) {
        self.source = source
        self.cuts = cuts
        let rows = MomentRows(of: source, memory: memory / 8 / max(1, numbers.count), folder: folder)
        self.rows = rows
        parking = TaskParking(limit: source.parks ? .max : nil, leftOut: source.leftOut, known: [])
        let parkings = parking.begin(lanes: count, memory: memory / count)
        lanes = (0..<count).map { index in
            let lane = Lane(
                source.projection, after: 0, through: .max, share: (index, count), memory: memory / count, folder: folder, parking: parkings[index])
            lane.moments = LaneMoments(cuts, count: numbers.count) { (table, moment) throws(RefoldError) in try rows.add(table, at: numbers[moment]) }
            return lane
        }
        digests = Array(repeating: nil, count: numbers.count)
        running = source.digested.map { EventsDigest($0) }
    }

    /// Prepares for batches of another scan, which numbers types anew.
    func beginScan() {
        wanted = []
        for lane in lanes { lane.beginScan() }
    }

    /// Takes note of the events of a batch.
    ///
    /// - Parameters:
    ///   - digests: of all its events, over the columns that are wanted; nothing is done if none are.
    ///   - first: the first moment that each counts for, by its number in the batch; as many as there are moments for none.
    func add(_ batch: EventBatch, _ known: MomentDigests, first: (Int) -> Int) {
        guard var running else { return }
        for name in batch.typeNames[min(wanted.count, batch.typeNames.count)...] { wanted.append(source.projection.handler(for: name) != nil) }
        let list = known[running.columns]
        for index in 0..<batch.count {
            let first = first(index)
            guard first < digests.count, wanted[Int(batch[index].type)] else { continue }
            if first > 0, digests[first - 1] == nil {
                self.running = running
                end(before: first)
            }
            running.add(list[index])
        }
        self.running = running
    }

    private func end(before first: Int) {
        for moment in 0..<first where digests[moment] == nil { digests[moment] = running }
    }

    /// Gives all rows that were not given yet.
    ///
    /// - Throws: the error of the first event that could not be folded, wherever it was kept; or of the row with the smallest key.
    func finish() throws(RefoldError) {
        end(before: digests.count)
        let results = ConcurrentMap.map(lanes.map { UncheckedSendable(value: $0) }) { lane in
            Result { () throws(RefoldError) in try lane.value.finishMoments() }
        }
        for result in results { try result.get() }
        if let failure = parking.failure(of: source.projection) ?? lanes.compactMap(\.failure).min(by: { $0.position < $1.position }) { throw failure.error }
        try rows.finish()
    }

    /// What the figures of a moment of `cuts` rest on, after ``finish()``.
    func outcome(_ moment: Int) -> MomentOutcome {
        let last = cuts.all[moment]
        return MomentOutcome(events: digests[moment], parked: parking.events.count { $0.position <= last })
    }

    /// Whether an event could not be folded; lanes may be at work.
    var hasFailed: Bool { lanes.contains { $0.hasFailed.load(ordering: .relaxed) } }
}
