// Unsafe here: the fields of events and items are extracted into the memory of slots, and views are moved over it.

import RefoldCore
import RefoldJSON

/// Finds out what events do, row by row, where an event may change several rows.
extension Lane {
    /// Notes what an event does: its parts in order, and a part with a list for each item in turn.
    ///
    /// An item of a list, a key or a payload that cannot be read is noted in its place.
    func gather(_ event: Int, of batch: EventBatch, _ work: inout Work) {
        let head = batch[event]
        let slot = slots.add()
        do throws(FoldError) {
            guard try isMine(head, of: batch) else { return }
            try unsafe extractFields(of: head, from: batch, into: slots.start(of: slot), &work)
            unsafe noteMatches(of: head, in: batch, slots.start(of: slot), &work)
        } catch {
            noteUnreadable(head, &work)
            guard parking?.isLeftOut(head.position) != true else { return }
            work.touches.eventCount += 1
            return gather(error, event, of: batch, slot, &work)
        }
        // Looked at all the same: it occurred.
        guard parking?.isLeftOut(head.position) != true, let handler = work.handlers[Int(head.type)] else { return }
        work.touches.eventCount += 1
        work.touches.lists.removeAll(keepingCapacity: true)
        var touch = Touch(event: event, slot: slot, part: 0, order: 0)
        for number in handler.parts.indices {
            touch.part = number
            let part = handler.parts[number]
            guard let list = part.list else {
                (touch.slot, touch.item) = (slot, -1)
                add(&touch, part, of: batch, &work)
                continue
            }
            gather(list, &touch, slot, part, of: batch, &work)
        }
    }

    /// Notes an event whose payload cannot be read, at its row if its stream tells that.
    private func gather(_ fault: FoldError, _ event: Int, of batch: EventBatch, _ slot: Int, _ work: inout Work) {
        var touch = Touch(event: event, slot: slot, part: 0, order: 0)
        guard case .computed = projection.key else {
            let start = work.touches.keys.count
            guard (try? appendKey(projection.key, view(of: touch, in: batch), &work)) != nil else { return work.touches.add(touch, fault) }
            touch.key = start..<work.touches.keys.count
            return work.touches.add(touch, fault)
        }
        work.touches.add(touch, fault)
    }

    /// Notes what a part does for the items of a list.
    ///
    /// - Parameter slot: that of the event.
    private func gather(
        _ list: HandlerPart.List, _ touch: inout Touch, _ slot: Int, _ part: HandlerPart, of batch: EventBatch, _ work: inout Work
    ) {
        (touch.slot, touch.item) = (slot, -1)
        do throws(FoldError) {
            let found = try list.find(view(of: touch, in: batch))
            guard found.kind == .array else { return }
            touch.list = found.range
            for (item, own) in try items(of: found.range, slot, batch[touch.event], in: batch, &work).enumerated() {
                (touch.slot, touch.item) = (own, item)
                add(&touch, part, of: batch, &work)
            }
        } catch {
            (touch.slot, touch.item) = (slot, -1)
            var error = error
            error.item = error.item ?? ListItem(list: list.name, index: nil)
            // Where every item has the key of the event, its row is known.
            if !part.isKeyedByItem, add(&touch, part, of: batch, &work), work.touches.faults[work.touches.all.count - 1] == nil {
                work.touches.faults[work.touches.all.count - 1] = error
            } else if part.isKeyedByItem {
                work.touches.add(touch, error)
                touch.order += 1
            }
        }
    }

    /// The slots of the items of a list.
    private func items(
        of list: ByteRange, _ slot: Int, _ head: EventHead, in batch: EventBatch, _ work: inout Work
    ) throws(FoldError) -> Range<Int> {
        if let known = work.touches.lists.first(where: { $0.range == list }) { return known.slots }
        var (first, count) = (0, 0)
        let itemCount = projection.itemPaths.count
        let plan = Int(head.type) & (Self.plans - 1)
        do throws(JSONFault) {
            try batch.withBytes(list) { (bytes) throws(JSONFault) in
                var items = JSONListItems()
                while try items.advance(in: bytes) {
                    let own = slots.add(copying: slot, upTo: ownFieldCount)
                    if count == 0 { first = own }
                    count += 1
                    var fields = unsafe MutableSpan(_unsafeStart: slots.start(of: own) + ownFieldCount, count: itemCount)
                    try items.take(from: bytes, plan: &work.itemPlans[plan], into: &fields)
                }
            }
        } catch {
            var fault = error
            // Told from the beginning of the payload, as that of any other value.
            let payload = list.offset >= head.metadata.offset && head.metadata.count > 0 && list.offset < head.metadata.offset + head.metadata.count ? head.metadata : head.data
            if list.offset >= payload.offset { fault.offset += Int(list.offset - payload.offset) }
            throw FoldError(.invalidPayload(fault))
        }
        work.touches.lists.append((list, first..<first + count))
        return first..<first + count
    }

    /// Finds the key of a touch and notes it, unless there is no key and nothing to be done without one.
    ///
    /// - Returns: whether it was noted.
    @discardableResult
    private func add(_ touch: inout Touch, _ part: HandlerPart, of batch: EventBatch, _ work: inout Work) -> Bool {
        defer { touch.order += 1 }
        let start = work.touches.keys.count
        let view = view(of: touch, in: batch)
        do throws(FoldError) {
            try appendKey(part.key, view, &work)
            guard work.touches.keys.count - start <= KeyEncoding.maximumCount else { throw FoldError(.keyTooLong) }
            touch.key = start..<work.touches.keys.count
            work.touches.add(touch)
        } catch {
            work.touches.keys.removeLast(work.touches.keys.count - start)
            var error = error
            do throws(FoldError) {
                guard try part.handler.needsKey(view) else { return false }
            } catch let other {
                error = other
            }
            touch.key = nil
            work.touches.add(touch, error.at(touch, of: part.list))
        }
        return true
    }

    private func appendKey(_ key: Projection.Key, _ view: borrowing EventView, _ work: inout Work) throws(FoldError) {
        switch key {
        case .computed(let find): try find(view, &work.touches.keys)
        case .stream: view.withBytes(view.head.stream) { bytes in for place in bytes.indices { work.touches.keys.append(bytes[place]) } }
        case .streamAfter(let prefix):
            let range = try view.batch.key(in: view.head.stream, behind: prefix)
            view.withBytes(range) { bytes in for place in bytes.indices { work.touches.keys.append(bytes[place]) } }
        }
    }

    // MARK: Views

    /// The event as a touch sees it.
    func view(of touch: Touch, in batch: EventBatch) -> EventView {
        var view = unsafe EventView(
            batch: batch, head: batch[touch.event], fields: slots.start(of: touch.slot), fieldCount: ownFieldCount + projection.itemPaths.count,
            firstMetadataField: dataFieldCount, firstItemField: ownFieldCount)
        if touch.item >= 0 { view.show(item: touch.item, of: touch.list) }
        return view
    }

    /// Moves a view to another touch.
    func move(_ view: inout EventView, to touch: Touch, in batch: EventBatch) {
        unsafe view.move(to: batch[touch.event], fields: slots.start(of: touch.slot))
        if touch.item >= 0 { view.show(item: touch.item, of: touch.list) } else { view.showWhole() }
    }
}

extension FoldError {
    /// The same, told of the item that a touch is for.
    func at(_ touch: Touch, of list: HandlerPart.List?) -> FoldError {
        guard let list, touch.item >= 0 else { return self }
        var error = self
        error.item = ListItem(list: list.name, index: touch.item)
        return error
    }
}
