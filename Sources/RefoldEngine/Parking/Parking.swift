import RefoldCore
import RefoldStores
import RefoldValues

/// The events that one lane of a projection could not take, the rows that wait for them, and the events that it leaves out.
///
/// A row waits from its first parked event on: later events of it are counted, not folded. So there is at most one parked event per row,
/// and what is held after it is what the store holds of the row up to the checkpoint. Belongs to its lane, and between batches to the
/// reading thread.
final class Parking {
    private struct Entry {
        var event: ParkedEvent
        /// Whether it differs from what the read model holds.
        var isChanged = true
    }

    /// Those of rows, by the key.
    private var rows: [[UInt8]: Entry] = [:]
    /// The hashes of their keys: most rows are not among them.
    private var hashes: Set<UInt64> = []
    /// Those without a row.
    private var keyless: [Position: Entry] = [:]
    let budget: ParkingBudget
    private let leftOut: Set<Position>
    /// Only these rows are folded, each from a position on; nil for all.
    let selection: RowSelection?

    /// - Parameters:
    ///   - leftOut: positions of events that are passed over.
    ///   - known: what the read model holds.
    init(budget: ParkingBudget, leftOut: Set<Position>, known: [ParkedEvent] = [], selection: RowSelection? = nil) {
        self.budget = budget
        self.leftOut = leftOut
        self.selection = selection
        for event in known { enter(event, isChanged: false) }
    }

    /// The rows that are folded again, and how.
    struct RowSelection {
        /// The first position that counts for a row, by its key.
        var from: [[UInt8]: Position]
        /// Rows that begin from nothing instead of from what the read model holds.
        var anew: Set<[UInt8]>
    }

    /// Adds one that an earlier run parked.
    func enter(_ event: ParkedEvent, isChanged: Bool) {
        if let key = event.key {
            rows[key] = Entry(event: event, isChanged: isChanged)
            hashes.insert(key.span.stableHash)
        } else {
            keyless[event.position] = Entry(event: event, isChanged: isChanged)
        }
    }

    /// Whether an event is passed over.
    func isLeftOut(_ position: Position) -> Bool { leftOut.contains(position) }

    /// Whether a row waits; if so, counts the event as held.
    func holds(_ key: Span<UInt8>, hash: UInt64) -> Bool {
        guard hashes.contains(hash) else { return false }
        let bytes = key.indices.map { key[$0] }
        guard rows[bytes] != nil else { return false }
        rows[bytes]?.event.held += 1
        rows[bytes]?.isChanged = true
        return true
    }

    /// Whether no row waits.
    var isWithoutRows: Bool { rows.isEmpty }

    /// Sets an event aside.
    ///
    /// - Returns: whether there are more than may be parked.
    func park(_ event: ParkedEvent) -> Bool {
        enter(event, isChanged: true)
        guard budget.isOverspentByOne() else { return false }
        budget.noteOverspent()
        return true
    }

    /// About the bytes in use.
    var memory: Int { rows.count * Self.bytesPerEvent + keyless.count * Self.bytesPerEvent }

    /// A parked event with its texts takes about this much.
    private static let bytesPerEvent = 400

    /// How many events are parked.
    var count: Int { rows.count + keyless.count }

    /// All parked events, in no order.
    var events: [ParkedEvent] { rows.values.map(\.event) + keyless.values.map(\.event) }

    /// The one with the lowest position.
    var first: ParkedEvent? {
        let first = rows.values.min { $0.event.position < $1.event.position }?.event
        let other = keyless.values.min { $0.event.position < $1.event.position }?.event
        return [first, other].compactMap { $0 }.min { $0.position < $1.position }
    }

    /// Those that the read model does not hold in this state.
    var changed: [ParkedEvent] {
        rows.values.filter(\.isChanged).map(\.event) + keyless.values.filter(\.isChanged).map(\.event)
    }

    /// Records that the read model holds them now.
    func wrote() {
        for key in rows.keys { rows[key]?.isChanged = false }
        for position in keyless.keys { keyless[position]?.isChanged = false }
    }
}
