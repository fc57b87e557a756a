// Unsafe here: the fields of an event are passed to a reducer as a pointer, as in the engine.

import RefoldCore
import RefoldJSON
import RefoldValues

extension ProjectionScenario {
    /// Folds one event, and for each list that its handler goes through one item after the other.
    func fold(
        _ head: EventHead, of batch: EventBatch, _ fields: [JSONSlice], _ handler: Projection.Handler, into table: RowTable
    ) throws(FoldError) {
        guard projection.spreads else {
            return try withView(head, of: batch, fields) { (view) throws(FoldError) in try fold(view, projection.key, handler, into: table) }
        }
        for part in handler.parts {
            guard let list = part.list else {
                try withView(head, of: batch, fields) { (view) throws(FoldError) in try fold(view, part.key, part.handler, into: table) }
                continue
            }
            var found = PayloadValue(kind: .missing, range: .empty)
            try withView(head, of: batch, fields) { (view) throws(FoldError) in found = try list.find(view) }
            guard found.kind == .array else { continue }
            for (index, item) in try items(of: found.range, in: batch).enumerated() {
                try withView(head, of: batch, fields + item) { (view) throws(FoldError) in
                    view.show(item: index, of: found.range)
                    try fold(view, part.key, part.handler, into: table)
                }
            }
        }
    }

    private func items(of list: ByteRange, in batch: EventBatch) throws(FoldError) -> [[JSONSlice]] {
        do throws(JSONFault) {
            return try batch.withBytes(list) { (bytes) throws(JSONFault) in
                var plan = JSONFieldPlan(paths: projection.itemPaths)
                var fields = [JSONSlice](repeating: .missing, count: projection.itemPaths.count)
                var items = JSONListItems()
                var all: [[JSONSlice]] = []
                while try items.advance(in: bytes) {
                    var span = fields.mutableSpan
                    try items.take(from: bytes, plan: &plan, into: &span)
                    all.append(fields)
                }
                return all
            }
        } catch {
            throw FoldError(.invalidPayload(error))
        }
    }

    private func withView(
        _ head: EventHead, of batch: EventBatch, _ fields: [JSONSlice], _ body: (inout EventView) throws(FoldError) -> Void
    ) throws(FoldError) {
        let slices = UnsafeMutablePointer<JSONSlice>.allocate(capacity: fields.count + projection.itemPaths.count + 1)
        unsafe slices.initialize(repeating: .missing, count: fields.count + projection.itemPaths.count + 1)
        for (index, field) in fields.enumerated() { unsafe slices[index] = field }
        defer { unsafe slices.deallocate() }
        let own = projection.dataPaths.count + projection.metadataPaths.count
        var view = unsafe EventView(
            batch: batch, head: head, fields: slices, fieldCount: own + projection.itemPaths.count, firstMetadataField: projection.dataPaths.count,
            firstItemField: own)
        try body(&view)
    }

    private func fold(
        _ view: borrowing EventView, _ key: Projection.Key, _ handler: Projection.Handler, into table: RowTable
    ) throws(FoldError) {
        var bytes: [UInt8] = []
        switch key {
        case .stream: bytes = view.withBytes(view.head.stream) { bytes in bytes.indices.map { bytes[$0] } }
        case .streamAfter(let prefix):
            bytes = view.withBytes(try view.batch.key(in: view.head.stream, behind: prefix)) { bytes in bytes.indices.map { bytes[$0] } }
        case .computed(let find):
            do throws(FoldError) {
                try find(view, &bytes)
            } catch {
                guard try handler.needsKey(view) else { return }
                throw error
            }
        }
        var row = Row(table.row(forKey: bytes.span, hash: bytes.span.stableHash).row, of: table)
        if handler.appliesAlways { row.touch() }
        try handler.reduce(view, &row)
    }
}
