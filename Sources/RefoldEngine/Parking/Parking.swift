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
        /// The last event of the row that was counted: one event may change it several times, and one that was spilled comes twice.
        var last: Position
    }

    /// Those of rows, by the key.
    private var rows: [[UInt8]: Entry] = [:]
    /// The hashes of their keys: most rows are not among them.
    private var hashes: Set<UInt64> = []
    /// Those without a row.
    private var keyless: [Position: Entry] = [:]
    let budget: ParkingBudget
    private let leftOut: Set<Position>
    /// About the bytes that the parked events take.
    private(set) var memory = 0
    /// How many they may take.
    private let limit: Int
    /// The reasons so far: many events share one.
    private var reasons: Set<String> = []
    /// Only these rows are folded, each from a position on; nil for all.
    let selection: RowSelection?

    /// - Parameters:
    ///   - leftOut: positions of events that are passed over.
    ///   - known: what the read model holds.
    ///   - memory: the bytes of the lane; the parked events may take three quarters of them.
    init(budget: ParkingBudget, leftOut: Set<Position>, known: [ParkedEvent] = [], selection: RowSelection? = nil, memory: Int = .max) {
        self.budget = budget
        self.leftOut = leftOut
        self.selection = selection
        limit = max(memory / 4 * 3, Self.leastLimit)
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
        var event = event
        event.reason = reasons.insert(event.reason).memberAfterInsert
        memory += Self.bytesPerEvent + event.id.utf8.count + event.stream.utf8.count + (event.key?.count ?? 0)
        if let key = event.key {
            rows[key] = Entry(event: event, isChanged: isChanged, last: event.position)
            hashes.insert(key.span.stableHash)
        } else {
            keyless[event.position] = Entry(event: event, isChanged: isChanged, last: event.position)
        }
    }

    /// Whether an event is passed over.
    func isLeftOut(_ position: Position) -> Bool { leftOut.contains(position) }

    /// Whether a row waits; if so, counts the event as held, once.
    func holds(_ key: Span<UInt8>, hash: UInt64, at position: Position) -> Bool {
        guard hashes.contains(hash) else { return false }
        let bytes = key.indices.map { key[$0] }
        guard var entry = rows[bytes] else { return false }
        guard position > entry.last else { return true }
        entry.event.held += 1
        (entry.isChanged, entry.last) = (true, position)
        rows[bytes] = entry
        return true
    }

    /// Why a row waits; nil if it does not.
    func reason(of key: [UInt8]) -> String? { rows[key]?.event.reason }

    /// Whether no row waits.
    var isWithoutRows: Bool { rows.isEmpty }

    /// Sets an event aside.
    ///
    /// - Returns: whether there are more than may be parked, or than fit in memory.
    func park(_ event: ParkedEvent) -> Bool {
        enter(event, isChanged: true)
        guard budget.isOverspentByOne() else { return isFull }
        budget.noteOverspent()
        return true
    }

    /// Whether the parked events take more memory than they may.
    var isFull: Bool { memory > limit }

    /// A parked event takes about this much beside its texts: here, and in the lists of all parked events that are made for writing.
    private static let bytesPerEvent = 640
    /// They may take this much however little memory there is.
    private static let leastLimit = 256 << 10

    /// How many events are parked.
    var count: Int { rows.count + keyless.count }

    /// All parked events, in no order.
    var events: [ParkedEvent] { rows.values.map(\.event) + keyless.values.map(\.event) }

    /// The one with the lowest position.
    var first: ParkedEvent? {
        // One event may be parked for several rows.
        let first = rows.values.map(\.event).min {
            $0.position != $1.position ? $0.position < $1.position : ($0.key ?? []).lexicographicallyPrecedes($1.key ?? [])
        }
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
