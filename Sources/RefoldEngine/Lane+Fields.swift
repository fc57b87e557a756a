// Unsafe here: the fields that are extracted from a chunk of events lie in a block of raw memory that reducers read through `EventView`.

import RefoldCore
import RefoldJSON

extension Lane {
    func extractFields(of head: EventHead, from batch: EventBatch, into index: Int, _ work: inout Work) throws(FoldError) {
        try unsafe extractFields(of: head, from: batch, into: fields + index * ownFieldCount, &work)
    }

    @inline(__always)
    func noteMatches(of head: EventHead, in batch: EventBatch, at index: Int, _ work: inout Work) {
        unsafe noteMatches(of: head, in: batch, fields + index * ownFieldCount, &work)
    }

    @inline(__always)
    func noteMatches(of head: EventHead, in batch: EventBatch, _ start: UnsafePointer<JSONSlice>, _ work: inout Work) {
        guard work.watch.isOpen[Int(head.type)] else { return }
        work.watch.note(Int(head.type)) { [ownFieldCount] field in
            field < ownFieldCount ? unsafe start[field].kind != .missing : unsafe hasListPath(field - ownFieldCount, head, in: batch, start)
        }
    }

    private func hasListPath(_ number: Int, _ head: EventHead, in batch: EventBatch, _ start: UnsafePointer<JSONSlice>) -> Bool {
        let path = projection.expected.listPaths[number]
        let value = unsafe start[path.field]
        return batch.withBytes(path.field < dataFieldCount ? head.data : head.metadata) { path.leads(from: value, in: $0) }
    }

    /// Takes note of an event whose payload cannot be read: nobody can tell that it lacks a path.
    func noteUnreadable(_ head: EventHead, _ work: inout Work) {
        if work.watch.isOpen[Int(head.type)] { work.watch.note(Int(head.type)) { _ in true } }
    }

    /// - Parameter start: where the fields of the event go.
    func extractFields(of head: EventHead, from batch: EventBatch, into start: UnsafeMutablePointer<JSONSlice>, _ work: inout Work) throws(FoldError) {
        guard ownFieldCount > 0 else { return }
        let plan = Int(head.type) & (Self.plans - 1)
        do throws(JSONFault) {
            if dataFieldCount > 0 {
                var data = unsafe MutableSpan(_unsafeStart: start, count: dataFieldCount)
                try batch.withBytes(head.data) { (bytes) throws(JSONFault) in try work.dataPlans[plan].extract(from: bytes, into: &data) }
            }
            if ownFieldCount > dataFieldCount {
                var metadata = unsafe MutableSpan(_unsafeStart: start + dataFieldCount, count: ownFieldCount - dataFieldCount)
                try batch.withBytes(head.metadata) { (bytes) throws(JSONFault) in
                    try work.metadataPlans[plan].extract(from: bytes, into: &metadata)
                }
            }
        } catch {
            throw FoldError(.invalidPayload(error))
        }
    }

    func view(_ index: Int, of event: Int, in batch: EventBatch) -> EventView {
        unsafe EventView(
            batch: batch, head: batch[event], fields: fields + index * ownFieldCount, fieldCount: ownFieldCount, firstMetadataField: dataFieldCount)
    }

    /// Moves a view to another event of the chunk.
    func move(_ view: inout EventView, to index: Int, of event: Int, in batch: EventBatch) {
        unsafe view.move(to: batch[event], fields: fields + index * ownFieldCount)
    }
}
