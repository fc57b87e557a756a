import RefoldCore
import RefoldStores
import RefoldValues

/// Folds the rows that wait for some parked events, up to the checkpoint.
final class RowRefold {
    let projection: Projection
    private let served: Generation
    private let parked: [ParkedEvent]
    private var leftOut: Set<Position>
    private let fingerprints: StoreFingerprints
    private var events: any EventStore { fingerprints.events }
    private let readModels: any ReadModelStore
    private var selected: Set<ParkedEvent.Place> = []
    private var dropped: [DroppedEvent] = []
    /// Why rows could not be written, by their keys; they stay as they are.
    private var unfit: [[UInt8]: String] = [:]

    init(
        _ projection: Projection, of served: Generation, parked: [ParkedEvent], leftOut: Set<Position>, _ fingerprints: StoreFingerprints,
        in readModels: any ReadModelStore
    ) {
        self.projection = projection
        self.served = served
        self.parked = parked
        self.leftOut = leftOut
        self.fingerprints = fingerprints
        self.readModels = readModels
    }

    var hasSelection: Bool { !selected.isEmpty }

    /// The generation as it is to be written: with what it leaves out from now on.
    var updated: Generation {
        var generation = served
        generation.origin.leftOut = leftOut
        return generation
    }

    /// - Parameter positions: nil for all.
    /// - Throws: `.usage` if a position is not that of a parked event.
    func select(_ positions: [Position]?) throws(RefoldError) {
        let known = Set(parked.map(\.position))
        if let stranger = positions?.first(where: { !known.contains($0) }) {
            throw RefoldError(
                .usage, "the event at position \(stranger) is not parked", at: .named("projection \"\(projection.name)\""),
                expected: "a position that refold parked \(projection.name) lists", remedy: "see refold parked \(projection.name)")
        }
        let wanted = positions.map { Set($0) } ?? known
        selected = Set(parked.lazy.filter { wanted.contains($0.position) }.map(\.place))
    }

    /// Leaves out what is selected.
    func drop(because reason: String, at time: Timestamp) {
        for event in parked where selected.contains(event.place) && leftOut.insert(event.position).inserted {
            dropped.append(
                DroppedEvent(
                    projection: projection.name, position: event.position, id: event.id, stream: event.stream, type: event.type, reason: reason,
                    droppedAt: time))
        }
    }

    /// - Returns: what was written.
    /// - Throws: `.refused` if the store no longer holds a selected event; else as ``ParkedRun/retry(_:positions:)``.
    func run(updating updater: any GenerationUpdater) throws(RefoldError) -> ParkedRun.Outcome {
        while true {
            let plan = try plan()
            let rollup = rollup(updater)
            let lane = try fold(plan.selection, over: rollup ?? updater)
            let blocks: [RowBlock]
            do throws(RefoldError) {
                if let rollup { blocks = try rollup.changedGroups(by: [lane]).get() } else { blocks = try lane.changedRows() }
            } catch {
                // The other rows need not wait for one that cannot be written.
                guard rollup == nil, case .row(let key, _)? = error.faults.first?.place, unfit[key] == nil else { throw error }
                unfit[key] = projection.reason(of: error)
                continue
            }
            return try write(blocks, lane.parking?.events ?? [], plan, updater)
        }
    }

    // MARK: Which rows

    private struct Plan {
        var selection = Parking.RowSelection(from: [:], anew: [])
        /// Why the key of a selected event cannot be read.
        var unreadable: [ParkedEvent.Place: String] = [:]
        /// Selected events that stay as they are, since a row that they touch could not be written.
        var staying: [Position: String] = [:]
    }

    private func plan() throws(RefoldError) -> Plan {
        while true {
            let keys = try presentKeys()
            var plan = Plan()
            // A row can only go on without its event if that goes to another row.
            for event in parked where selected.contains(event.place) {
                let others = keys[event.position]?.others(than: event.key, leavingOut: leftOut.contains(event.position)) ?? []
                guard let reason = others.lazy.compactMap({ self.unfit[$0] }).first else { continue }
                plan.staying[event.position] = reason
                if let own = event.key { unfit[own] = unfit[own] ?? reason }
            }
            for event in parked where selected.contains(event.place) {
                if let key = event.key {
                    guard unfit[key] == nil else { continue }
                    plan.selection.from[key] = min(plan.selection.from[key] ?? .max, event.position)
                }
                guard let keys = keys[event.position] else { continue }
                let isDropped = leftOut.contains(event.position)
                if let fault = keys.fault, !isDropped, !keys.keys.contains(where: { $0 == event.key }) {
                    plan.unreadable[event.place] = projection.reason(fault)
                }
                for key in keys.others(than: event.key, leavingOut: isDropped) where unfit[key] == nil {
                    plan.selection.from[key] = 0
                    plan.selection.anew.insert(key)
                }
            }
            // All that waits in a row is folded again if any of it is; so is an event without a key that may be in other rows.
            let more = parked.filter { event in
                guard !selected.contains(event.place) else { return false }
                guard let key = event.key else { return keys[event.position]?.keys.contains { plan.selection.from[$0] != nil } ?? false }
                return plan.selection.from[key] != nil
            }
            guard !more.isEmpty else { return plan }
            selected.formUnion(more.map(\.place))
        }
    }

    /// The keys of the selected events as they can be read now. Those that the projection reads no longer have none, and those that are left
    /// out neither, unless they may be in other rows.
    private func presentKeys() throws(RefoldError) -> [Position: PresentKeys] {
        var wanted = Set(selected.map(\.position))
        if projection.spreads {
            wanted.formUnion(parked.lazy.filter { $0.key == nil }.map(\.position))
        } else {
            wanted.subtract(leftOut)
        }
        var keys: [Position: PresentKeys] = [:]
        guard let first = wanted.min(), let last = wanted.max() else { return keys }
        let lane = Lane(projection, after: first - 1, through: last, memory: .max, folder: "")
        let selected = Dictionary(parked.lazy.filter { wanted.contains($0.position) }.map { ($0.position, $0) }) { first, _ in first }
        var missing = wanted
        try scan(after: first - 1, through: last) { batch in
            for index in 0..<batch.count {
                let head = batch[index]
                if selected[head.position].map({ $0.isEvent(head, of: batch) }) ?? false { missing.remove(head.position) }
            }
            lane.keys(of: batch) { event, key in
                let position = batch[event].position
                if wanted.contains(position) { keys[position, default: PresentKeys()].add(key) }
            }
        }
        if let position = missing.min() { throw gone(position) }
        return keys
    }

    /// The error of a parked event in whose place the store has another one, or none.
    private func gone(_ position: Position) -> RefoldError {
        RefoldError(
            .refused, "the event that was parked at position \(position) is not there any more in \(events.name)", at: .named("projection \"\(projection.name)\""),
            expected: "the same id, stream and type at this position, and at most another payload",
            remedy: "check --store; if events were deleted or moved, run refold rebuild \(projection.name)")
    }

    private func scan(after: Position, through: Position, _ visit: (EventBatch) -> Void) throws(RefoldError) {
        let columns = projection.eventColumns.union(.id)
        let scan = try events.scan(EventQuery(after: after, through: through, types: projection.eventTypes, columns: columns))
        let batch = EventBatch(events: 4096)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            visit(batch)
        }
    }

    // MARK: Folding them

    /// Nil without a rollup. Its sums are without what is parked, held and left out so far.
    private func rollup(_ updater: any GenerationUpdater) -> RollupUpdate? {
        var rows = RollupUpdate.ParkedRows(leftOut: leftOut.subtracting(dropped.map(\.position)))
        for event in parked {
            if let key = event.key { rows.first[key] = event.position } else { rows.leftOut.insert(event.position) }
        }
        return RollupUpdate(of: projection, from: served.position, events: events, updater: updater, parked: rows)
    }

    private func fold(_ selection: Parking.RowSelection, over stored: any StoredRows) throws(RefoldError) -> Lane {
        // What else is parked stays out of every row, wherever its key would put it now. Where an event changes several rows, others hold it.
        let others = projection.spreads ? [] : parked.filter { !selected.contains($0.place) || $0.key.map { selection.from[$0] == nil } ?? false }
        let parking = Parking(
            budget: ParkingBudget(limit: .max, parked: 0), leftOut: leftOut.union(others.map(\.position)), selection: selection)
        let after = max((selection.from.values.min() ?? 0) - 1, 0)
        let lane = Lane(projection, after: after, through: served.position, stored: stored, memory: .max, folder: "", parking: parking)
        // A row may have been made by nothing but an event that is left out from now on.
        if projection.spreads { try lane.begin(selection.anew, anew: stored) }
        if !selection.from.isEmpty { try scan(after: after, through: served.position) { lane.fold($0) } }
        if let failure = lane.failure { throw failure.error }
        return lane
    }

    // MARK: Writing them

    /// - Parameter again: what is parked in the rows that were folded.
    private func write(
        _ blocks: [RowBlock], _ again: [ParkedEvent], _ plan: Plan, _ updater: any GenerationUpdater
    ) throws(RefoldError) -> ParkedRun.Outcome {
        var all = again
        // Several rows of one event may have lost their keys.
        var known = Set(again.map(\.place))
        for event in parked {
            var event = event
            if selected.contains(event.place), let key = event.key, plan.selection.from[key] != nil {
                guard let reason = plan.unreadable[event.place] else { continue }
                (event.key, event.reason, event.held) = (nil, reason, 0)
            } else if selected.contains(event.place) {
                let reason = event.key.map { unfit[$0] } ?? plan.staying[event.position] ?? plan.unreadable[event.place]
                guard let reason else { continue }
                event.reason = reason
            }
            if known.insert(event.place).inserted { all.append(event) }
        }
        all.sort { $0.position < $1.position }
        let (before, places) = (Set(parked), Set(all.map(\.place)))
        try updater.park(
            ParkedChanges(
                removed: parked.map(\.place).filter { !places.contains($0) }, parked: all.filter { !before.contains($0) }, dropped: dropped,
                record: try fingerprints.record(of: all, at: served.position)))
        // They may have been corrected, and no row rested on them. Where an event changes several rows, others may: then it stays a changed event.
        let proof = ProofCorrection(projection: projection, generation: served, events: events, readModels: readModels)
        if !projection.spreads, let ranges = try proof.ranges(at: Set(parked.map(\.position))) { try updater.prove(ranges) }
        try updater.apply(blocks, position: served.position, store: try fingerprints.fingerprint(at: served.position))
        let still = Set(all.map(\.position))
        return ParkedRun.Outcome(
            projection: projection.name, generation: served.number, position: served.position,
            taken: Int64(Set(parked.map(\.position)).subtracting(still).count), rows: blocks.reduce(0) { $0 + Int64($1.count) }, parked: all)
    }
}

extension ParkedEvent {
    /// Whether it is this one, whatever its payload.
    fileprivate func isEvent(_ head: EventHead, of batch: EventBatch) -> Bool {
        ExactText(batch.text(head.id)) == ExactText(id) && ExactText(batch.text(head.stream)) == ExactText(stream)
            && ExactText(batch.typeNames[Int(head.type)]) == ExactText(type)
    }
}
