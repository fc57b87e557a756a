import RefoldCore
import RefoldStores
import RefoldValues

/// Folds again, from their first event, the rows that changed events touch, and nothing else: rows and the new proof in one transaction, at
/// the checkpoint as it stands.
struct KeyRepair {
    let projection: Projection
    let generation: Generation
    let leftOut: Set<Position>
    let run: FoldRun

    /// Of how many streams, by the beginnings of their digests, rows are looked for at most.
    private static let mostTags = 64
    /// So many rows are kept in memory at most.
    private static let mostKeys = 100_000

    // MARK: Which rows

    /// The encoded keys of the rows that changes touch; nil if they cannot be known, or are too many.
    ///
    /// The key of an event that was added can be read. Of one that is gone, or was another, nothing is left but its digest: that tells the
    /// stream, and the row, if rows are of streams.
    func keys(for changes: EventChanges) throws(RefoldError) -> Set<[UInt8]>? {
        guard changes.isWhole, projection.rollup == nil else { return nil }
        var (positions, tags) = (Set<Position>(), Set<UInt16>())
        for change in changes.listed {
            guard let position = change.position, change.kind == .late || projection.isKeyedByStream else { return nil }
            if change.kind != .missing { positions.insert(position) }
            if let before = change.before, !change.isOfSameStream { tags.insert(EventDigest.tag(of: before)) }
        }
        guard tags.count <= Self.mostTags, var keys = try keys(at: positions) else { return nil }
        if !tags.isEmpty {
            keys.formUnion(try storedKeys(with: tags))
            keys.formUnion(try servedKeys(with: tags))
        }
        return keys.count <= Self.mostKeys ? keys : nil
    }

    /// The keys of events; nil if that of one cannot be read.
    private func keys(at positions: Set<Position>) throws(RefoldError) -> Set<[UInt8]>? {
        var keys: Set<[UInt8]> = []
        guard let first = positions.min(), let last = positions.max() else { return keys }
        let lane = Lane(projection, after: first - 1, through: last, memory: .max, folder: "")
        var isReadable = true
        try scan(columns: projection.eventColumns, after: first - 1, through: last) { (batch) throws(RefoldError) in
            lane.keys(of: batch) { event, key in
                guard positions.contains(batch[event].position) else { return }
                switch key {
                case .success(let key?): keys.insert(key)
                case .success(nil): break
                case .failure: isReadable = false
                }
            }
        }
        return isReadable ? keys : nil
    }

    private func storedKeys(with tags: Set<UInt16>) throws(RefoldError) -> Set<[UInt8]> {
        var keys: Set<[UInt8]> = []
        var (digest, digests) = (EventDigest([]), [UInt64]())
        try scan(columns: [], after: 0, through: generation.position) { (batch) throws(RefoldError) in
            digest.digest(batch, into: &digests)
            for index in 0..<batch.count where tags.contains(EventDigest.tag(of: digests[index])) {
                let name = batch.withBytes(batch[index].stream) { bytes in bytes.indices.map { bytes[$0] } }
                if name.starts(with: prefix) { keys.insert(Array(name[prefix.count...])) }
            }
        }
        return keys
    }

    private func servedKeys(with tags: Set<UInt16>) throws(RefoldError) -> Set<[UInt8]> {
        var keys: Set<[UInt8]> = []
        let number = generation.number
        let snapshot = try run.readModels.snapshots(of: generation.projection) { all in all.filter { $0.number == number } }.first
        try snapshot?.rows(columns: [0], where: nil, inKeyOrder: false) { block throws(RefoldError) in
            for index in 0..<block.count {
                let key = block.withBytes(index, 0) { bytes in bytes.indices.map { bytes[$0] } }
                if tags.contains(EventDigest.tag(ofStream: prefix + key)) { keys.insert(key) }
            }
        }
        return keys
    }

    /// What the names of streams begin with that rows are of.
    private var prefix: [UInt8] { if case .streamAfter(let prefix) = projection.key { prefix } else { [] } }

    private func scan(
        columns: EventColumns, after: Position, through: Position, _ body: (EventBatch) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let query = EventQuery(
            after: after, through: through, types: projection.eventTypes, columns: columns, readers: max(1, run.options.workers / 2))
        let scan = try run.events.scan(query)
        let batch = EventBatch(events: run.options.batchEvents)
        var hasMore = true
        while hasMore {
            if run.isCancelled() { throw FoldPoints.interrupted }
            hasMore = try scan.next(into: batch)
            try body(batch)
        }
    }

    // MARK: Folding them

    /// - Returns: how many rows were written or deleted.
    func fold(_ keys: Set<[UInt8]>) throws(RefoldError) -> Int64 {
        let updater = try run.readModels.update(generation.broughtForward(by: projection, run.options.program, leavingOut: leftOut))
        let selection = Parking.RowSelection(from: Dictionary(uniqueKeysWithValues: keys.map { ($0, 0) }), anew: [])
        let parking = Parking(budget: ParkingBudget(limit: nil, parked: 0), leftOut: leftOut, selection: selection)
        let lane = Lane(projection, after: 0, through: generation.position, stored: updater, memory: .max, folder: "", parking: parking)
        try lane.begin(keys, anew: updater)
        let proof = ProofRecorder(
            projection, run.options.digests, after: 0, through: generation.position, folder: run.options.temporaryFolder, kept: nil)
        let proofs = BatchProofs([proof])
        try scan(columns: projection.eventColumns.union(proof.columns), after: 0, through: generation.position) { (batch) throws(RefoldError) in
            try proofs.add(batch)
            lane.fold(batch)
            if let failure = lane.failure { throw failure.error }
        }
        let blocks = try lane.changedRows()
        try updater.prove(proof.ranges(replacingAll: true))
        try updater.apply(blocks, position: generation.position, store: try run.events.fingerprint(at: generation.position))
        return blocks.reduce(0) { $0 + Int64($1.count) }
    }
}

extension Lane {
    /// Makes rows begin from nothing, whatever the read model holds of them.
    func begin(_ keys: Set<[UInt8]>, anew stored: any StoredRows) throws(RefoldError) {
        let wanted = RowBlock(columnCount: 0, capacity: 64 << 10)
        for key in keys {
            let hash = key.span.stableHash
            guard let table = state.tables[state.partition(of: hash)] else { continue }
            table.markLookedUp(table.row(forKey: key.span, hash: hash).row)
            wanted.beginRow(key: key.span)
        }
        let found = RowBlock(columnCount: projection.layout.columns.count, capacity: 64 << 10)
        try stored.load(keys: wanted, into: found)
        for index in 0..<found.count {
            let hash = found.withKey(index) { $0.stableHash }
            guard let table = state.tables[state.partition(of: hash)] else { continue }
            table.load(index, of: found)
            let number = found.withKey(index) { table.row(forKey: $0, hash: hash).row }
            var row = Row(number, of: table)
            row.delete()
        }
    }
}
