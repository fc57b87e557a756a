import RefoldCore

/// Tells what events that may change several rows would do, without folding them.
extension Lane {
    /// The keys that events touch, as ``keys(of:_:)`` tells them.
    func spreadKeys(of batch: EventBatch, _ work: inout Work, _ found: (Int, Result<[UInt8]?, FoldError>) -> Void) {
        for event in 0..<batch.count where isFolded(batch[event], work) {
            work.touches.begin()
            slots.removeAll()
            gather(event, of: batch, &work)
            guard work.touches.eventCount > 0 else { continue }
            var known: Set<[UInt8]> = []
            for (index, touch) in work.touches.all.enumerated() {
                let fault = work.touches.faults[index]
                guard let range = touch.key else {
                    if let fault { found(event, .failure(fault)) }
                    continue
                }
                let part = work.part(touch.part, of: batch[event].type)
                guard fault != nil || (try? part?.handler.needsKey(view(of: touch, in: batch))) ?? true else { continue }
                let key = Array(work.touches.keys[range])
                if known.insert(key).inserted { found(event, .success(key)) }
            }
            if work.touches.faults.isEmpty, known.isEmpty { found(event, .success(nil)) }
        }
    }

    /// Only some touches of one row.
    struct Focus {
        var key: [UInt8]
        /// By their order among all touches of their event.
        var touches: ClosedRange<Int>

        func takes(_ touch: Touch, _ own: Span<UInt8>) -> Bool { touches.contains(touch.order) && own.isEqual(to: key.span) }
    }

    /// What the event of a batch does to a row: the items of its lists, nil for the event as a whole, with the last touch of each.
    func items(of batch: EventBatch, _ key: [UInt8]) -> [(touch: Int, item: ListItem?)] {
        var found: [(touch: Int, item: ListItem?)] = []
        prepare(for: batch) { work in
            guard isFolded(batch[0], work) else { return }
            work.touches.begin()
            slots.removeAll()
            gather(0, of: batch, &work)
            for touch in work.touches.all {
                guard let range = touch.key, work.touches.keys[range].elementsEqual(key), let part = work.part(touch.part, of: batch[0].type) else { continue }
                guard (try? part.handler.needsKey(view(of: touch, in: batch))) ?? true else { continue }
                let item = part.list.flatMap { touch.item < 0 ? nil : ListItem(list: $0.name, index: touch.item) }
                if let last = found.last, last.item == item { found.removeLast() }
                found.append((touch.order, item))
            }
        }
        return found.isEmpty ? [(.max, nil)] : found
    }
}
