import RefoldCore
import RefoldStores
import RefoldValues

/// What a run asks of a task while it reads, and what it tells of it afterwards.
extension FoldTask {
    /// Looks up the fingerprint at the bound early, because the connection may be lost after hours of reading.
    func lookUpFingerprint() throws(RefoldError) { _ = try fingerprints.fingerprint(at: bound) }

    /// Whether an event could not be folded; no lane is at work.
    var isStopped: Bool { lanes.contains { $0.failure != nil } }

    /// Events folded into what is written, by this run and by the one that it resumed.
    var events: Int64 { lanes.reduce(resumed?.events ?? 0) { $0 + $1.events } }

    /// What this run, and the one that it goes on with, met of what the projection expects. No lane is at work.
    var matches: Matches {
        var matches = rowMatches
        for lane in lanes { matches.formUnion(lane.matches) }
        if let resumed { matches.formUnion(resumed.matches) }
        // What is set aside may be all that would fill a column.
        if parking.setsAside { matches.nullColumns = [] }
        return matches
    }

    /// The columns of the rows that are written.
    var rowLayout: RowLayout { projection.rollup?.layout ?? projection.layout }

    /// How many lanes the projection gets if stream-keyed projections get `streamLanes`.
    func laneCount(_ streamLanes: Int) -> Int {
        updater == nil && projection.isKeyedByStream ? streamLanes : 1
    }

    /// Unknown if the run went on with another one.
    var effort: BuildEffort? {
        guard resumed == nil, unfinished == nil else { return nil }
        let (seconds, attoseconds) = began.duration(to: .now).components
        return BuildEffort(events: events, microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}
