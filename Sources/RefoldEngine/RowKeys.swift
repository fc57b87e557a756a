import RefoldCore
import RefoldStores
import RefoldValues

/// Finds the rows that events would touch, without folding them.
enum RowKeys {
    /// Reads events and tells the encoded key of each that a projection takes; of one with a rollup, of the rows that it adds up.
    ///
    /// - Parameters:
    ///   - isCancelled: asked between batches.
    ///   - note: called by the thread that reads.
    /// - Throws: `.incomplete` if cancelled, as the store does.
    static func visit(
        of projection: Projection, in events: any EventStore, after: Position, through: Position, isCancelled: () -> Bool = { false },
        _ note: @escaping @Sendable (borrowing EventView, [UInt8]) -> Void
    ) throws(RefoldError) {
        let lane = Lane(watching(projection, note), after: after, through: through, memory: .max, folder: "")
        let query = EventQuery(after: after, through: through, types: projection.eventTypes, columns: projection.eventColumns)
        let scan = try events.scan(query)
        let batch = EventBatch(events: 4096)
        var hasMore = true
        while hasMore {
            if isCancelled() { throw FoldPoints.interrupted }
            hasMore = try scan.next(into: batch)
            lane.fold(batch)
        }
    }

    /// A projection that reads what this one reads, keeps one row for all events, and tells their keys.
    private static func watching(
        _ projection: Projection, _ note: @escaping @Sendable (borrowing EventView, [UInt8]) -> Void
    ) -> Projection {
        let find: @Sendable (borrowing EventView, inout [UInt8]) throws(FoldError) -> Void = { event, own throws(FoldError) in
            do throws(FoldError) {
                try append(projection.key, of: event, to: &own)
                if try projection.handler(for: event.typeName)?.needsKey(event) == true { note(event, own) }
            } catch {
                // An event whose key cannot be read touches no row.
            }
            own.removeAll(keepingCapacity: true)
        }
        let nothing = Projection.Handler(appliesAlways: false, concerns: { _ throws(FoldError) in false }) { _, _ throws(FoldError) in }
        return Projection(
            name: projection.name, version: projection.version, fingerprint: projection.fingerprint, schema: projection.rowSchema,
            layout: projection.layout, key: .computed(find), dataPaths: projection.dataPaths, metadataPaths: projection.metadataPaths,
            handlers: projection.handlers.mapValues { _ in nothing }, otherwise: projection.otherwise == nil ? nil : nothing,
            eventColumns: projection.eventColumns)
    }

    private static func append(_ key: Projection.Key, of event: borrowing EventView, to own: inout [UInt8]) throws(FoldError) {
        var stream = event.head.stream
        switch key {
        case .stream: break
        case .streamAfter(let prefix): stream = try event.batch.key(in: stream, behind: prefix)
        case .computed(let find): return try find(event, &own)
        }
        event.withBytes(stream) { bytes in for index in bytes.indices { own.append(bytes[index]) } }
    }
}
