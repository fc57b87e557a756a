import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Finds the last event of a row, or of the rows of a group, by reading the events once more, for the message about one that cannot be written:
/// which event made it so is kept for no row, since that would cost every one.
struct LastEventOfRow {
    let projection: Projection
    let events: any EventStore
    /// No event after this position was folded.
    let through: Position
    let options: FoldOptions
    let isCancelled: () -> Bool

    /// The error of a row or a group, told of the last event that it took; any other error as it is.
    ///
    /// - Parameter after: the row took an event after this position.
    func located(_ error: RefoldError, after: Position) -> RefoldError {
        guard error.faults.count == 1 else { return error }
        // If the events cannot be read any more, or somebody waits for the end, the first message is the better one.
        do throws(RefoldError) {
            switch error.faults[0].place {
            case .row(let key, _):
                return named(error, try lastEvent(after: after) { $0 == key }, " in its row, which no later event changed")
            case .group(let key, _):
                let members = try members(ofGroup: key)
                let last = try lastEvent(after: 0) { key in members.contains(key.span.stableHash) }
                return named(error, last, " in a group, of which no later event changed a row")
            default: return error
            }
        } catch {}
        return error
    }

    private func named(_ error: RefoldError, _ place: Place?, _ words: String) -> RefoldError {
        guard let place else { return error }
        var error = error
        error.faults[0].place = place
        error.faults[0].what += words
        return error
    }

    /// The hashes of the keys of the rows that add something to a group, at the end.
    private func members(ofGroup key: [UInt8]) throws(RefoldError) -> Set<UInt64> {
        guard let rollup = projection.rollup else { return [] }
        let lane = Lane(projection, after: 0, through: through, memory: options.memory, folder: options.temporaryFolder)
        try read(after: 0) { lane.fold($0) }
        var members: Set<UInt64> = []
        var numbers = rollup.noNumbers
        try lane.finish { table in
            for number in 0..<table.count {
                var row = Row(number, of: table)
                numbers.removeAll()
                // A row that cannot be added up adds nothing; it has an error of its own.
                guard row.isPresent, (try? projection.complete(&row)) != nil, (try? rollup.contribute(row, &numbers)) != nil else { continue }
                for index in 0..<numbers.count where numbers.withKey(index, { $0.isEqual(to: key.span) }) {
                    let adds = rollup.layout.columns.indices.contains { numbers.number(index, $0) != 0 }
                    if adds { members.insert(row.withKey { $0.stableHash }) }
                }
            }
        }
        return members
    }

    private func lastEvent(after: Position, of isWanted: @escaping @Sendable ([UInt8]) -> Bool) throws(RefoldError) -> Place? {
        let last = Last()
        let lane = Lane(watching(last, isWanted), after: after, through: through, memory: .max, folder: "")
        try read(after: after) { lane.fold($0) }
        return last.place
    }

    private func read(after: Position, _ fold: (EventBatch) -> Void) throws(RefoldError) {
        let query = EventQuery(after: after, through: through, types: projection.eventTypes, columns: projection.eventColumns)
        let scan = try events.scan(query)
        let batch = EventBatch(events: 4096)
        var hasMore = true
        while hasMore {
            if isCancelled() { throw FoldPoints.interrupted }
            hasMore = try scan.next(into: batch)
            fold(batch)
        }
    }

    /// A projection that reads what this one reads, keeps one row for all events, and notes those of the wanted keys.
    private func watching(_ last: Last, _ isWanted: @escaping @Sendable ([UInt8]) -> Bool) -> Projection {
        let projection = projection
        let find: @Sendable (borrowing EventView, inout [UInt8]) throws(FoldError) -> Void = { event, own throws(FoldError) in
            try Self.append(projection.key, of: event, to: &own)
            let noted = isWanted(own)
            own.removeAll(keepingCapacity: true)
            guard noted, try projection.handler(for: event.typeName)?.needsKey(event) == true else { return }
            last.note(
                .event(position: event.head.position, stream: event.batch.text(event.head.stream), type: event.typeName))
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

    /// The last event that was noted.
    private final class Last: Sendable {
        private let noted = Mutex<Place?>(nil)

        func note(_ place: Place) { noted.withLock { $0 = place } }

        var place: Place? { noted.withLock { $0 } }
    }
}
