import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Finds the last event of a row by reading the events once more, for the message about a row that cannot be written: which event made it
/// so is kept for no row, since that would cost every one.
enum LastEventOfRow {
    /// The error of a row, told of the last event that the row took; any other error as it is.
    ///
    /// - Parameters:
    ///   - after: the row took an event after this position.
    ///   - through: and none after this one.
    static func located(
        _ error: RefoldError, of projection: Projection, in events: any EventStore, after: Position, through: Position
    ) -> RefoldError {
        guard error.faults.count == 1, case .row(let key, _) = error.faults[0].place, projection.rollup == nil else { return error }
        // Where the events cannot be read any more, the first message is the better one.
        guard let place = try? place(ofKey: key, of: projection, in: events, after: after, through: through) else { return error }
        var error = error
        error.faults[0].place = place
        error.faults[0].what += " in its row, which no later event changed"
        return error
    }

    private static func place(
        ofKey key: [UInt8], of projection: Projection, in events: any EventStore, after: Position, through: Position
    ) throws(RefoldError) -> Place? {
        let last = Last()
        let lane = Lane(watching(projection, key, last), after: after, through: through, memory: .max, folder: "")
        let query = EventQuery(after: after, through: through, types: projection.eventTypes, columns: projection.eventColumns)
        let scan = try events.scan(query)
        let batch = EventBatch(events: 4096)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            lane.fold(batch)
        }
        return last.place
    }

    /// A projection that reads what this one reads, keeps one row for all events, and notes those of the key.
    private static func watching(_ projection: Projection, _ key: [UInt8], _ last: Last) -> Projection {
        let find: @Sendable (borrowing EventView, inout [UInt8]) throws(FoldError) -> Void = { event, own throws(FoldError) in
            try append(projection.key, of: event, to: &own)
            let isWanted = own == key
            own.removeAll(keepingCapacity: true)
            guard isWanted, try projection.handler(for: event.typeName)?.needsKey(event) == true else { return }
            last.note(
                .event(position: event.head.position, stream: event.batch.text(event.head.stream), type: event.typeName))
        }
        let nothing = Projection.Handler(appliesAlways: false, concerns: { _ throws(FoldError) in false }) { _, _ throws(FoldError) in }
        return Projection(
            name: projection.name, version: projection.version, fingerprint: projection.fingerprint, schema: projection.schema,
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

    /// The last event that was noted.
    private final class Last: Sendable {
        private let noted = Mutex<Place?>(nil)

        func note(_ place: Place) { noted.withLock { $0 = place } }

        var place: Place? { noted.withLock { $0 } }
    }
}
