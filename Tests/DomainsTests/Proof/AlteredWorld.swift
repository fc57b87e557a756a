import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues

/// Random events, what somebody has done to them, and the plain reckoning of what a verification must find.
struct AlteredWorld {
    let kind: ParkingWorld.Kind
    let original: [StoredEvent]
    private(set) var altered: [StoredEvent]

    init(_ kind: ParkingWorld.Kind, count: Int, using random: inout SeededNumbers) {
        self.kind = kind
        original = ParkingWorld(kind, count: count, using: &random).clean
        altered = original
    }

    /// Removes events, changes some, and adds others at free positions.
    mutating func alter(_ count: Int, using random: inout SeededNumbers) {
        for number in 0..<count {
            let place = Int.random(in: 0..<altered.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: if altered.count > 10 { altered.remove(at: place) }
            case 1: altered[place].event.data = altered[place].event.data.replacing("\"customer\":\"c", with: "\"customer\":\"c1")
            case 2:
                altered[place].event.occurredAt =
                    Timestamp(microseconds: altered[place].event.occurredAt.microseconds + 1_000_000) ?? .first
            case 3: altered[place].stream = altered[Int.random(in: 0..<altered.count, using: &random)].stream
            case 4: altered[place].event.type = ["Closed", "Ignored"].randomElement(using: &random)!
            default:
                guard place > 0, altered[place].position - altered[place - 1].position > 1 else { continue }
                var event = altered[place]
                event.position -= 1
                event.event.id = "late\(number)"
                altered.insert(event, at: place)
            }
        }
        number()
    }

    /// Numbers the events of each stream anew, which leaves nothing to find of versions but changes more events.
    private mutating func number() {
        var versions: [String: Int64] = [:]
        for index in altered.indices {
            versions[altered[index].stream, default: 0] += 1
            altered[index].version = versions[altered[index].stream] ?? 1
        }
    }

    var projection: Projection { kind.projection }

    private func isRead(_ event: StoredEvent) -> Bool { projection.handler(for: event.event.type) != nil }

    /// The ranges of the events that the projection reads, reckoned at once.
    func ranges(of events: [StoredEvent], _ scope: DigestScope) -> [EventRange] {
        var digest = EventDigest(scope == .whole ? .all : projection.eventColumns)
        let read = events.filter(isRead)
        let batch = EventBatch(events: max(1, read.count))
        for event in read { batch.append(event) }
        var digests: [UInt64] = []
        digest.digest(batch, into: &digests)
        var ranges: [EventRange] = []
        for start in stride(from: 0, to: max(1, read.count), by: Int(EventRange.capacity)) {
            let some = start..<min(read.count, start + Int(EventRange.capacity))
            ranges.append(
                EventRange(
                    number: Int64(ranges.count), first: read.first == nil ? 0 : read[some.lowerBound].position,
                    last: read.first == nil ? 0 : read[some.upperBound - 1].position, events: Int64(some.count),
                    digest: some.reduce(0) { EventDigest.adding(digests[$1], to: $0) }, columns: digest.columns,
                    list: scope == .ranges ? nil : EventRange.list(read[some].map(\.position), Array(digests[some]))))
        }
        return ranges
    }

    /// What is to be found of the events, as `kind position`, in any order.
    func changes(through position: Position, _ scope: DigestScope) -> Set<String> {
        func known(_ events: [StoredEvent]) -> [Position: StoredEvent] {
            Dictionary(uniqueKeysWithValues: events.filter { isRead($0) && $0.position <= position }.map { ($0.position, $0) })
        }
        func isSame(_ one: StoredEvent, _ other: StoredEvent) -> Bool {
            var (one, other) = (one, other)
            if scope != .whole { (one.event.id, other.event.id) = ("", "") }
            return one == other
        }
        let (before, after) = (known(original), known(altered))
        var found: Set<String> = []
        for (position, event) in after {
            guard let old = before[position] else {
                found.insert("late_event \(position)")
                continue
            }
            if !isSame(old, event) { found.insert("changed_event \(position)") }
        }
        for position in before.keys where after[position] == nil { found.insert("missing_event \(position)") }
        return found
    }
}
