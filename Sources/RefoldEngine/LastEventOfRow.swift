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
        try RowKeys.visit(of: projection, in: events, after: after, through: through) { event, own in
            guard own == key else { return }
            last.note(.event(position: event.head.position, stream: event.batch.text(event.head.stream), type: event.typeName))
        }
        return last.place
    }

    /// The last event that was noted.
    private final class Last: Sendable {
        private let noted = Mutex<Place?>(nil)

        func note(_ place: Place) { noted.withLock { $0 = place } }

        var place: Place? { noted.withLock { $0 } }
    }
}
