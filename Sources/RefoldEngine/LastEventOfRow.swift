import RefoldCore
import RefoldStores
import RefoldValues

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

    private func lastEvent(after: Position, of isWanted: ([UInt8]) -> Bool) throws(RefoldError) -> Place? {
        var last: Place?
        try RowKeys.visit(of: projection, in: events, after: after, through: through, isCancelled: isCancelled) { batch, event, own in
            guard isWanted(own) else { return }
            let head = batch[event]
            last = .event(position: head.position, stream: batch.text(head.stream), type: batch.typeNames[Int(head.type)])
        }
        return last
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
}
