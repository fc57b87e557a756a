import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("The history of a stream")
struct StreamHistoryTests {
    @Test("returns each event with the row of the reference fold after it")
    func rows() throws {
        let events = RandomWorld.events(600, seed: 31)
        let store = MemoryEventStore(events)
        for stream in events.map(\.stream).sortedOnce.prefix(40) {
            var seen: [StoredEvent] = []
            let failure = try StreamHistory(of: RandomWorld.projection, in: store).read(stream) { (stored, state) throws(RefoldError) in
                seen.append(stored)
                let row = state.row
                let expected = (try? RandomWorld.expected(seen))?[Array(stream.utf8)]
                guard let row, let expected else {
                    #expect(row == nil && expected == nil)
                    return
                }
                #expect(row.withKey(0) { $0.isEqual(to: Array(stream.utf8).span) })
                for (column, cell) in expected.enumerated() {
                    switch cell {
                    case .null: #expect(row.isNull(0, column))
                    case .units(let value): #expect(row.integer(0, column) == value)
                    case .wide(let value): #expect(row.wide(0, column) == value)
                    case .text(let text): #expect(row.withBytes(0, column) { $0.isEqual(to: Array(text.utf8).span) })
                    }
                }
            }
            #expect(seen == events.filter { ExactText($0.stream) == ExactText(stream) })
            #expect(failure == nil)
        }
    }

    @Test("handles streams of more events than are read at once")
    func long() throws {
        let events = RollupWorld.set((0..<1500).map { ("s", "k", Int64($0)) })
        var count: Int64 = 0
        let failure = try StreamHistory(of: RollupWorld.byKind, in: MemoryEventStore(events)).read("s") { (stored, state) throws(RefoldError) in
            #expect(state.row?.integer(0, 1) == count)
            count += 1
        }
        #expect(count == 1500 && failure == nil)
    }

    @Test("gives the same rows if a stream's texts exceed the memory limit")
    func longTexts() throws {
        let events = RollupWorld.set((0..<900).map { ("s", "\($0)" + String(repeating: "x", count: 10_000), Int64($0)) })
        let failure = try StreamHistory(of: RollupWorld.byKind, in: MemoryEventStore(events)).read("s") { (stored, state) throws(RefoldError) in
            let (number, row) = (stored.position - 1, state.row)
            let kind = Array(("\(number)" + String(repeating: "x", count: 10_000)).utf8)
            #expect(row?.withBytes(0, 0) { $0.isEqual(to: kind.span) } == true)
            #expect(row?.integer(0, 1) == number)
        }
        #expect(failure == nil)
    }

    @Test("of a stream without events is empty")
    func empty() throws {
        var count = 0
        let failure = try StreamHistory(of: RandomWorld.projection, in: MemoryEventStore()).read("s") { (_, _) throws(RefoldError) in count += 1 }
        #expect(count == 0 && failure == nil)
    }

    @Test("shows an event that was dropped for the projection as that, does not fold it, and goes on; others of its position are folded")
    func dropped() throws {
        let events = (1...4).map { number in
            StoredEvent(
                position: Position(number), stream: "s", version: Int64(number),
                event: NewEvent(id: "e\(number)", type: number == 1 ? "Opened" : "Paid", data: #"{"amount":\#(number)}"#, occurredAt: .first, recordedAt: .first))
        }
        let projection = Projection("sums", version: 1, key: "account") { p in
            let sum = p.column("sum", .integer), amount = p.field("amount")
            for type in ["Opened", "Paid"] {
                p.on(type) { event, row throws(FoldError) in
                    row.set(sum, to: row.integer(sum) + (try row.integer(of: event[amount], of: event, for: sum)))
                }
            }
        }
        func shown(_ dropped: [DroppedEvent]) throws -> [String] {
            var shown: [String] = []
            let history = StreamHistory(of: projection, in: MemoryEventStore(events), dropped: dropped)
            let failure = try history.read("s") { (_, state) throws(RefoldError) in
                switch state {
                case .row(let row): shown.append("\(row.integer(0, 0))")
                case .dropped(let reason, let row): shown.append("\(reason) \(row.map { $0.integer(0, 0) } ?? -1)")
                case .none, .unknown: shown.append("?")
                }
            }
            #expect(failure == nil)
            return shown
        }
        func drop(_ position: Position, _ id: String, of projection: String = "sums") -> DroppedEvent {
            DroppedEvent(projection: projection, position: position, id: id, stream: "s", type: "Paid", reason: "a test", droppedAt: .first)
        }
        #expect(try shown([drop(2, "e2"), drop(4, "e4")]) == ["1", "a test 1", "4", "a test 4"])
        #expect(try shown([drop(1, "e1")]) == ["a test -1", "2", "5", "9"])
        #expect(try shown([drop(2, "other"), drop(3, "e3", of: "others")]) == ["1", "3", "6", "10"])
    }

    /// The states after each event, and the failure.
    private func states(_ projection: Projection, _ events: [StoredEvent]) throws -> (states: [String], failure: RefoldError?) {
        var seen: [String] = []
        let failure = try StreamHistory(of: projection, in: MemoryEventStore(events)).read("s") { (_, state) throws(RefoldError) in
            switch state {
            case .row: seen.append("row")
            case .none: seen.append("none")
            case .dropped: seen.append("dropped")
            case .unknown: seen.append("unknown")
            }
        }
        return (seen, failure)
    }

    @Test("names the event that the projection cannot take, and returns the later ones without a state")
    func poison() throws {
        var events = RollupWorld.set([("s", "k", 1), ("s", "k", 2), ("s", "k", 3)])
        events[1].event.data = #"{"amount":"secret"}"#
        let (states, failure) = try states(RollupWorld.byKind, events)
        #expect(states == ["row", "unknown", "unknown"])
        #expect(failure?.faults[0].place == .event(position: 2, stream: "s", type: "Set"))
        #expect(failure?.description.contains("secret") == false)
    }

    @Test("continues if later events correct what could not be computed, and fails if they do not")
    func incomplete() throws {
        let mended = try states(RollupFaultTests.computed, RollupWorld.set([("s", "k", 1), ("s", "k", -2), ("s", "k", 3)]))
        #expect(mended.states == ["row", "unknown", "row"])
        #expect(mended.failure == nil)
        let broken = try states(RollupFaultTests.computed, RollupWorld.set([("s", "k", 1), ("s", "k", -2)]))
        #expect(broken.states == ["row", "unknown"])
        #expect(broken.failure?.faults[0].place.description == "row of key \"s\"")
    }
}

extension StreamHistory.State {
    fileprivate var row: RowBlock? { if case .row(let block) = self { block } else { nil } }
}
