import RefoldCore
import RefoldStores
import RefoldValues

/// Folds parked events again, with those held after them, or leaves them out for good: rows, parked events and drops change in one
/// transaction, at the checkpoint as it stands.
public struct ParkedRun {
    let events: any EventStore
    let readModels: any ReadModelStore
    private let now: () -> Timestamp

    /// - Parameter now: the clock for the times of drops.
    public init(events: any EventStore, readModels: any ReadModelStore, now: @escaping () -> Timestamp) {
        self.events = events
        self.readModels = readModels
        self.now = now
    }

    /// What was done for a projection.
    public struct Outcome: Hashable, Sendable {
        public var projection: String
        public var generation: Int64
        /// The checkpoint, which stays.
        public var position: Position
        /// Events that were parked and are no longer.
        public var taken: Int64 = 0
        /// Rows written or deleted.
        public var rows: Int64 = 0
        /// The events that are still parked.
        public var parked: [ParkedEvent]
    }

    /// Folds parked events and those held after them, in order, from the row as it stands. If the key of an event could not be read and
    /// can be now, the rows that it touches are folded again from their first event, since later events of them were applied without it.
    ///
    /// - Parameter positions: of parked events; nil for all.
    /// - Returns: what is still parked, with the present reasons.
    /// - Throws: `.busy` if another run holds the projection, `.usage` if the definition does not match what is served or a position is not
    ///   that of a parked event, `.refused` if the rows were made from another store, `.failed` if nothing or an earlier version is served, or a row or a sum does
    ///   not fit; then nothing is written.
    public func retry(_ projection: Projection, positions: [Position]? = nil) throws(RefoldError) -> Outcome {
        try run(projection) { (work) throws(RefoldError) in try work.select(positions) }
    }

    /// Leaves a parked event out for good, and folds those held after it. Every later run leaves it out too.
    ///
    /// - Parameter reason: for people; kept with the drop.
    /// - Throws: as ``retry(_:positions:)``.
    public func drop(_ projection: Projection, position: Position, reason: String) throws(RefoldError) -> Outcome {
        try run(projection) { (work) throws(RefoldError) in
            try work.select([position])
            work.drop(because: reason, at: now())
        }
    }

    private func run(_ projection: Projection, _ prepare: (RowRefold) throws(RefoldError) -> Void) throws(RefoldError) -> Outcome {
        let lock = try readModels.lock(.projection(projection.name))
        defer { withExtendedLifetime(lock) {} }
        guard let served = try readModels.generations().first(where: { $0.projection == projection.name && $0.state == .served }) else {
            throw RefoldError(
                .failed, "the projection \"\(projection.name)\" has no served rows", at: .named(readModels.name),
                remedy: "run refold rebuild \(projection.name)")
        }
        try projection.check(against: served)
        try projection.checkCurrencies(of: served)
        guard served.version == projection.version else {
            throw RefoldError(
                .failed, "version \(served.version) is served and the definition has version \(projection.version)",
                at: .named("projection \"\(projection.name)\""), expected: "the version that parked the events",
                remedy: "run refold catch-up \(projection.name) --park: it rebuilds, and parks anew")
        }
        guard !projection.hasOtherZones(than: served) else {
            throw RefoldError(
                .usage, "the rules of its time zones changed since it was built", at: .named("projection \"\(projection.name)\""),
                expected: "the rules by which the events were parked", remedy: "run refold catch-up \(projection.name) --park: it rebuilds, and parks anew")
        }
        guard !projection.hasOtherDigits(than: served) else {
            throw RefoldError(
                .usage, "an earlier version of refold built it, with fewer digits for some numbers", at: .named("projection \"\(projection.name)\""),
                expected: "the digits that they have now", remedy: "run refold catch-up \(projection.name) --park: it rebuilds, and parks anew")
        }
        let parked = try readModels.parked(in: served)
        let fingerprints = StoreFingerprints(of: events)
        let dropped = try LeftOutEvents(in: readModels, of: [projection.name], events)
        let work = RowRefold(projection, of: served, parked: parked, leftOut: dropped.left(outOf: served, parked: parked), fingerprints, in: readModels)
        try prepare(work)
        guard work.hasSelection else { return Outcome(projection: projection.name, generation: served.number, position: served.position, parked: parked) }
        try requireSameStore(served, parked, fingerprints)
        try served.requireDrops(dropped[projection.name], in: readModels.name)
        return try work.run(updating: try readModels.update(work.updated))
    }

    /// Refuses rows of another store. Of the events that the fingerprint rests on, those that are parked may have other payloads, since they
    /// are the ones to correct; nothing else of them may have changed, and nothing of the others.
    private func requireSameStore(_ served: Generation, _ parked: [ParkedEvent], _ fingerprints: StoreFingerprints) throws(RefoldError) {
        let comparison = try StoreComparison(of: [served], fingerprints)
        if comparison.match(of: served) == .other, let outline = served.parked?.outline,
            try fingerprints.record(of: parked, at: served.position).outline == outline
        {
            return
        }
        if let objection = comparison.objection(to: served.projection, [served], in: readModels.name, as: events.name) { throw objection }
    }
}
