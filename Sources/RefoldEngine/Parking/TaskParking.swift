import FoundationEssentials
import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues

/// What one projection of a run sets aside, over all its lanes.
final class TaskParking {
    /// How many events may be parked; nil for none.
    let limit: Int?
    let leftOut: Set<Position>
    private let known: [ParkedEvent]
    private var lanes: [Parking] = []
    private var budget: ParkingBudget?

    /// - Parameters:
    ///   - leftOut: positions of events that the projection leaves out.
    ///   - known: what the served generation holds; none for a new one.
    init(limit: Int?, leftOut: Set<Position>, known: [ParkedEvent]) {
        self.limit = limit
        self.leftOut = leftOut
        self.known = known
    }

    /// Begins with empty lanes; nil for each if nothing is set aside and nothing may be.
    ///
    /// - Parameter memory: the bytes of each lane.
    func begin(lanes count: Int, memory: Int) -> [Parking?] {
        lanes = []
        budget = nil
        guard limit != nil || !leftOut.isEmpty || !known.isEmpty else { return Array(repeating: nil, count: count) }
        let budget = ParkingBudget(limit: limit, parked: known.count)
        self.budget = budget
        // Only a new generation has several lanes, and nothing is known of it.
        lanes = (0..<count).map { Parking(budget: budget, leftOut: leftOut, known: $0 == 0 ? known : [], memory: memory) }
        return lanes
    }

    /// Positions of events up to the checkpoint that are in no row.
    var passedOver: Set<Position> { leftOut.union(known.lazy.filter { $0.key == nil }.map(\.position)) }

    /// Stands for the positions of the events that are left out; 0 for none.
    var leftOutHash: UInt64 {
        leftOut.isEmpty ? 0 : Array(leftOut.sorted().map { "\($0)" }.joined(separator: " ").utf8).span.stableHash
    }

    /// Whether rows lack events that are parked or left out.
    var setsAside: Bool { !leftOut.isEmpty || count > 0 }

    /// How many events are parked.
    var count: Int64 { lanes.isEmpty ? Int64(known.count) : lanes.reduce(0) { $0 + Int64($1.count) } }

    /// All parked events, in no order.
    var parked: [ParkedEvent] { lanes.isEmpty ? known : lanes.flatMap(\.events) }

    /// All parked events by position.
    var events: [ParkedEvent] { Self.sorted(lanes.flatMap(\.events)) }

    /// Those that the read model does not hold in this state.
    var changed: [ParkedEvent] { Self.sorted(lanes.flatMap(\.changed)) }

    func wrote() { for lane in lanes { lane.wrote() } }

    private static func sorted(_ events: [ParkedEvent]) -> [ParkedEvent] {
        events.sorted { a, b in
            a.position != b.position ? a.position < b.position : (a.key ?? []).lexicographicallyPrecedes(b.key ?? [])
        }
    }

    /// Why the projection stops if more events are parked than may be, or than fit in memory; nil if not. It names the first of all, however
    /// the work was divided.
    func failure(of projection: Projection) -> (position: Position, error: RefoldError)? {
        guard let budget, let first = lanes.compactMap(\.first).min(by: { $0.position < $1.position }) else { return nil }
        guard budget.isOverspent, let limit else {
            guard lanes.contains(where: \.isFull) else { return nil }
            let error = RefoldError(
                .failed, "projection \"\(projection.name)\": so many events cannot be taken that their list needs more memory than it may have; the first: \(first.reason)",
                at: .event(position: first.position, stream: first.stream, type: first.type), expected: "a list that fits in three quarters of --memory",
                remedy: "correct the definition's handlers, or give more memory with --memory; what was served still is")
            return (first.position, error)
        }
        let many = limit == 1 ? "more than 1 event" : "more than \(limit) events"
        let error = RefoldError(
            .failed, "projection \"\(projection.name)\": \(many) cannot be taken; the first: \(first.reason)",
            at: .event(position: first.position, stream: first.stream, type: first.type), expected: "\(limit) at most, as --park says",
            remedy: "correct the definition's handlers, or allow more with --park=N; what was served still is")
        return (first.position, error)
    }

    // MARK: For a later run

    /// Writes the parked events to a file of an interrupted rebuild; nil if there are none.
    func write(in kept: ResumeFolder) throws(RefoldError) -> TemporaryFile? {
        let events = events
        guard !events.isEmpty else { return nil }
        let file = try kept.fileForRows()
        let block = RowBlock(columnCount: 0, capacity: 64 << 10)
        let encoder = JSONEncoder()
        for event in events {
            guard let bytes = try? [UInt8](encoder.encode(event)) else {
                throw RefoldError(.failed, "the parked events cannot be noted down", at: .named(event.stream))
            }
            block.beginRow(key: bytes.span)
            if block.byteCount > 1 << 20 { try file.appendRest(of: block) }
        }
        try file.appendRest(of: block)
        return file
    }

    /// Gives the parked events of an interrupted rebuild to the lanes of their rows.
    ///
    /// - Returns: whether they could be read.
    static func read(_ file: TemporaryFile, into lanes: [Lane]) throws(RefoldError) -> Bool {
        let block = RowBlock(columnCount: 0, capacity: 64 << 10)
        let decoder = JSONDecoder()
        while try file.read(block) {
            for index in 0..<block.count {
                let bytes = block.withKey(index) { key in key.indices.map { key[$0] } }
                guard let event = try? decoder.decode(ParkedEvent.self, from: Data(bytes)) else { return false }
                let lane = event.key.map { lanes[0].state.partition(of: $0.span.stableHash) % lanes.count } ?? 0
                guard let parking = lanes[lane].parking else { return false }
                parking.enter(event, isChanged: true)
                if parking.budget.isOverspentByOne() { parking.budget.noteOverspent() }
            }
        }
        return true
    }
}
