import RefoldCore
import RefoldStores
import RefoldValues

/// Folding with events set aside: the same passes as without, in which every event has its own outcome.
extension Lane {
    /// Where an event belongs, as far as it tells.
    enum KeyFinding {
        /// Its key is in ``Work/key``.
        case found
        /// It has no key and needs none.
        case needless
        case unreadable(FoldError)
    }

    /// Folds the lane's next events of the batch, at most a chunk of them.
    ///
    /// - Returns: the number of the first event that was not read.
    func foldChunk(of batch: EventBatch, from start: Int, _ work: inout Work, with parking: Parking) throws(RefoldError) -> Int {
        work.chosen.removeAll(keepingCapacity: true)
        work.places.removeAll(keepingCapacity: true)
        work.faults.removeAll(keepingCapacity: true)
        var next = start
        while next < batch.count, work.chosen.count < Self.chunk {
            let event = next
            next += 1
            guard isFolded(batch[event], work), let (finding, fault) = look(at: event, of: batch, &work) else { continue }
            // Looked at all the same: it occurred.
            guard !parking.isLeftOut(batch[event].position) else { continue }
            choose(event, of: batch, finding, fault, &work, parking)
        }
        if let stored {
            try loadStored(from: stored, for: work.places, of: batch, work.chosen)
            if let selection = parking.selection { begin(selection.anew, work.places) }
        }
        try foldChosen(of: batch, work, parking)
        return failure == nil ? next : batch.count
    }

    /// Extracts the fields of the next event to choose, and finds its key.
    ///
    /// - Returns: the key, and why the payload cannot be read, if it cannot; nil if the event belongs to another lane.
    private func look(at event: Int, of batch: EventBatch, _ work: inout Work) -> (KeyFinding, FoldError?)? {
        let head = batch[event]
        var fault: FoldError?
        do throws(FoldError) {
            guard try isMine(head, of: batch) else { return nil }
            try extractFields(of: head, from: batch, into: work.chosen.count, &work)
            noteMatches(of: head, in: batch, at: work.chosen.count, &work)
        } catch {
            fault = error
            noteUnreadable(head, &work)
        }
        return (findKey(of: event, at: work.chosen.count, of: batch, fault, &work), fault)
    }

    private func findKey(of event: Int, at index: Int, of batch: EventBatch, _ fault: FoldError?, _ work: inout Work) -> KeyFinding {
        work.key.removeAll(keepingCapacity: true)
        do throws(FoldError) {
            switch projection.key {
            case .stream: batch.withBytes(batch[event].stream) { bytes in for place in bytes.indices { work.key.append(bytes[place]) } }
            case .streamAfter(let prefix):
                let key = try batch.key(in: batch[event].stream, behind: prefix)
                batch.withBytes(key) { bytes in for place in bytes.indices { work.key.append(bytes[place]) } }
            case .computed(let find):
                if let fault { throw fault }
                try find(view(index, of: event, in: batch), &work.key)
            }
            guard work.key.count <= KeyEncoding.maximumCount else { throw FoldError(.keyTooLong) }
            return .found
        } catch {
            guard fault == nil, case .computed = projection.key, let handler = work.handlers[Int(batch[event].type)] else { return .unreadable(error) }
            do throws(FoldError) {
                return try handler.needsKey(view(index, of: event, in: batch)) ? .unreadable(error) : .needless
            } catch {
                return .unreadable(error)
            }
        }
    }

    /// Takes an event into the chunk, unless its row waits already or is not asked for.
    private func choose(
        _ event: Int, of batch: EventBatch, _ finding: KeyFinding, _ fault: FoldError?, _ work: inout Work, _ parking: Parking
    ) {
        var place = (partition: Self.nowhere, row: -1)
        switch finding {
        case .needless: break
        case .unreadable(let error):
            guard parking.selection == nil else { return }
            work.faults[work.chosen.count] = (error, nil)
        case .found:
            if let selection = parking.selection {
                guard let from = selection.from[work.key], batch[event].position >= from else { return }
            }
            let hash = work.key.span.stableHash
            guard !parking.holds(work.key.span, hash: hash, at: batch[event].position) else {
                events += 1
                return
            }
            let partition = state.partition(of: hash)
            if fault == nil {
                place = (partition, state.tables[partition]?.row(forKey: work.key.span, hash: hash).row ?? -1)
            } else if state.tables[partition] == nil {
                // Whether it is parked or held is known when the earlier events of its row are folded.
                place.partition = partition
            } else if let fault {
                work.faults[work.chosen.count] = (fault, work.key)
            }
        }
        work.chosen.append(event)
        work.places.append(place)
    }

    /// Empties rows that begin from nothing, before their first event.
    func begin(_ anew: Set<[UInt8]>, _ places: [(partition: Int, row: Int)]) {
        guard !anew.isEmpty else { return }
        for place in places where place.row >= 0 {
            guard let table = state.tables[place.partition] else { continue }
            let key = table.withKey(of: place.row) { bytes in bytes.indices.map { bytes[$0] } }
            guard anew.contains(key), begun.insert(key).inserted else { continue }
            var row = Row(place.row, of: table)
            row.delete()
        }
    }

    private func foldChosen(of batch: EventBatch, _ work: borrowing Work, _ parking: Parking) throws(RefoldError) {
        guard let first = work.chosen.first else { return }
        let state = state
        var view = view(0, of: first, in: batch)
        var undo = RowUndo()
        for index in work.places.indices {
            let event = work.chosen[index]
            let place = work.places[index]
            if let (fault, key) = work.faults[index] {
                if let key, parking.holds(key.span, hash: key.span.stableHash, at: batch[event].position) { continue }
                guard setAside(fault, event, of: batch, key, parking) else { return }
                continue
            }
            guard place.row >= 0, let table = state.tables[place.partition] else {
                if place.partition == Self.nowhere { continue }
                try state.spilled[place.partition]?.append(event, of: batch)
                continue
            }
            move(&view, to: index, of: event, in: batch)
            guard let handler = work.handlers[Int(batch[event].type)] else { continue }
            var row = Row(place.row, of: table)
            // An earlier event of the chunk may have been set aside.
            if !parking.isWithoutRows, row.withKey({ parking.holds($0, hash: $0.stableHash, at: batch[event].position) }) { continue }
            row.save(in: &undo)
            if handler.appliesAlways { row.touch() }
            do throws(FoldError) {
                try handler.reduce(view, &row)
            } catch {
                row.restore(from: undo)
                guard setAside(error, event, of: batch, row.withKey { bytes in bytes.indices.map { bytes[$0] } }, parking) else { return }
            }
        }
        events += Int64(work.places.count)
    }

    /// Parks an event, or stops the lane if that is not allowed.
    ///
    /// - Returns: whether the lane goes on.
    func setAside(_ error: FoldError, _ event: Int, of batch: EventBatch, _ key: [UInt8]?, _ parking: Parking) -> Bool {
        let head = batch[event]
        guard parking.budget.limit != nil else {
            fail(projection.describe(error, at: head, of: batch), at: head.position)
            return false
        }
        let parked = ParkedEvent(
            position: head.position, id: batch.text(head.id), stream: batch.text(head.stream), type: batch.typeNames[Int(head.type)], key: key,
            reason: projection.reason(error))
        guard parking.park(parked) else { return true }
        fail(projection.describe(error, at: head, of: batch), at: head.position)
        return false
    }

    /// The keys of events as they can be read now, by their numbers in the batch; nil for an event that needs none.
    ///
    /// Of one that may change several rows all are told, one after the other, each once; it may have keys and others that cannot be read.
    func keys(of batch: EventBatch, _ found: (Int, Result<[UInt8]?, FoldError>) -> Void) {
        prepare(for: batch) { work in
            guard !projection.spreads else { return spreadKeys(of: batch, &work, found) }
            for event in 0..<batch.count where isFolded(batch[event], work) {
                // Always the first place of the chunk.
                work.chosen.removeAll(keepingCapacity: true)
                guard let (finding, fault) = look(at: event, of: batch, &work) else { continue }
                switch finding {
                case .found: found(event, .success(fault != nil || isNeeded(event, of: batch, work) ? work.key : nil))
                case .needless: found(event, .success(nil))
                case .unreadable(let error): found(event, .failure(error))
                }
            }
        }
    }

    /// Whether the event that was looked at last changes its row, as far as it tells.
    private func isNeeded(_ event: Int, of batch: EventBatch, _ work: borrowing Work) -> Bool {
        guard let handler = work.handlers[Int(batch[event].type)] else { return true }
        return (try? handler.needsKey(view(0, of: event, in: batch))) ?? true
    }
}
