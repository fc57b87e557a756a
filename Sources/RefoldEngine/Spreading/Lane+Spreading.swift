import RefoldCore
import RefoldStores
import RefoldValues

/// Folds events each of which may change several rows: the passes are those of other events, over what events do instead of over events.
extension Lane {
    /// Folds the lane's next events of the batch, at most a chunk of them.
    ///
    /// - Returns: the number of the first event that was not read.
    func foldSpread(of batch: EventBatch, from start: Int, _ work: inout Work) throws(RefoldError) -> Int {
        work.touches.begin()
        slots.removeAll()
        var next = start
        while next < batch.count, work.touches.all.count < Self.chunk, work.touches.eventCount < Self.chunk {
            if isFolded(batch[next], work) { gather(next, of: batch, &work) }
            next += 1
        }
        findPlaces(of: batch, &work)
        if let stored {
            try loadStored(from: stored, for: work.touches.places, of: batch, work.touches.events)
            if let selection = parking?.selection { begin(selection.anew, work.touches.places) }
        }
        try foldTouches(of: batch, &work)
        return failure == nil ? next : batch.count
    }

    /// Finds the rows of all touches. Those of other lanes, of other partitions and of rows that are not asked for have none.
    private func findPlaces(of batch: EventBatch, _ work: inout Work) {
        let (state, selection, focus) = (state, parking?.selection, focus)
        let tables = state.tables
        var places: [(partition: Int, row: Int)] = []
        swap(&places, &work.touches.places)
        for touch in work.touches.all {
            guard let range = touch.key else {
                places.append((Self.nowhere, -1))
                continue
            }
            let key = work.touches.keys.span.extracting(range)
            let hash = key.stableHash
            guard state.share.contains(hash), selection?.takes(key, at: batch[touch.event].position) ?? true,
                focus?.takes(touch, key) ?? true
            else {
                places.append((Self.nowhere, -1))
                continue
            }
            let partition = state.partition(of: hash)
            places.append((partition, tables[partition]?.row(forKey: key, hash: hash).row ?? -1))
        }
        swap(&places, &work.touches.places)
    }

    private func foldTouches(of batch: EventBatch, _ work: inout Work) throws(RefoldError) {
        guard let first = work.touches.all.first else { return events += Int64(work.touches.eventCount) }
        let tables = state.tables
        var view = view(of: first, in: batch)
        var undo = EventUndo()
        var (type, number): (UInt32, Int) = (.max, -1)
        var part: Projection.Handler?
        for index in work.touches.all.indices {
            let touch = work.touches.all[index]
            let place = work.touches.places[index]
            let head = batch[touch.event]
            let fault = work.touches.faults.isEmpty ? nil : work.touches.faults[index]
            guard place.partition != Self.nowhere else {
                // Whoever folds what was spilled has met it before.
                guard let fault, touch.key == nil, state.level == 0 else { continue }
                guard setAside(fault, touch, of: batch, key: nil, &undo) else { return }
                continue
            }
            let isWaiting = parking.map { parking in
                let key = work.touches.keys.span.extracting(touch.key ?? 0..<0)
                return !parking.isWithoutRows && parking.holds(key, hash: key.stableHash, at: head.position)
            }
            if isWaiting == true { continue }
            guard let table = tables[place.partition] else {
                if parking == nil, let fault {
                    fail(projection.describe(fault, at: head, of: batch), at: head.position)
                    failedTouch = touch.order
                    return
                }
                if work.touches.spilled[place.partition] != touch.event { try state.spilled[place.partition]?.append(touch.event, of: batch) }
                work.touches.spilled[place.partition] = touch.event
                continue
            }
            // Looked up once for the items of a list.
            if head.type != type || touch.part != number {
                (type, number) = (head.type, touch.part)
                part = work.part(number, of: type)?.handler
            }
            var row = Row(place.row, of: table)
            if parking != nil { undo.save(row, place, of: touch.event) }
            do throws(FoldError) {
                if let fault { throw fault }
                guard let part else { continue }
                move(&view, to: touch, in: batch)
                if part.appliesAlways { row.touch() }
                do throws(FoldError) {
                    try part.reduce(view, &row)
                } catch {
                    throw error.at(touch, of: work.part(number, of: type)?.list)
                }
            } catch {
                if parking != nil { undo.restore(&row, place) }
                guard setAside(error, touch, of: batch, key: row.withKey { bytes in bytes.indices.map { bytes[$0] } }, &undo) else { return }
            }
        }
        events += Int64(work.touches.eventCount)
    }

    /// Parks an event for a row, or stops the lane if that is not allowed.
    ///
    /// - Parameter key: nil if it cannot be read.
    /// - Returns: whether the lane goes on.
    private func setAside(_ error: FoldError, _ touch: Touch, of batch: EventBatch, key: [UInt8]?, _ undo: inout EventUndo) -> Bool {
        guard let parking else {
            fail(projection.describe(error, at: batch[touch.event], of: batch), at: batch[touch.event].position)
            failedTouch = touch.order
            return false
        }
        // Without keys, one event waits but once.
        if key == nil {
            guard parking.selection == nil, undo.isFirstWithoutKey(touch.event) else { return true }
        }
        failedTouch = touch.order
        return setAside(error, touch.event, of: batch, key, parking)
    }
}

extension Parking.RowSelection {
    /// Whether an event counts for a row.
    func takes(_ key: Span<UInt8>, at position: Position) -> Bool {
        guard let from = from[key.indices.map { key[$0] }] else { return false }
        return position >= from
    }
}
