import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// Texts that Swift compares or searches differently from a comparison by bytes.
public enum OddTexts {
    /// Quotes and backslashes that form one character with a combining mark or a prepended letter, and texts with two encodings.
    public static let all = [
        "a\"\u{301}", "a'\u{301}", "a\\\u{301}", "\u{600}\"", "\u{600}'", "\u{600}\\", "\u{600}\"\u{301}'\u{301}\\\u{301}", "a,\u{301}}", "{\u{301}",
        composed, decomposed, "\u{212B}", "\u{C5}", "K", "\u{212A}",
    ]
    /// `é` as one scalar, and as two.
    public static let composed = "\u{E9}"
    public static let decomposed = "e\u{301}"
}

extension EventStoreContract {
    /// Every odd text in each column of an event.
    private static var odd: [NewEvent] {
        OddTexts.all.map { text in
            var event = event(text, text, data: #"{"t":\#(JSONWriter.string(text))}"#)
            event.metadata = #"{"by":\#(JSONWriter.string(text))}"#
            return event
        }
    }

    static let texts: [StoreCheck] = [
        StoreCheck("Odd texts are kept and distinguished by their bytes, appended one after the other") { store in
            for event in odd {
                guard case .appended(1, _) = try store.append([event], to: event.id, expecting: .exactly(0)) else {
                    throw ContractBroken(description: "\(event.id) is not new")
                }
            }
            try expectOdd(in: store)
            for event in odd {
                guard case .duplicate(let first) = try store.append([event], to: "other", expecting: .any), first.event == event else {
                    throw ContractBroken(description: "\(event.id) is new")
                }
            }
        },
        StoreCheck("Odd texts are kept and distinguished by their bytes, appended together") { store in
            try expect(store.append(odd, to: "s", expecting: .exactly(0)), .appended(version: Int64(odd.count), position: Int64(odd.count)), "outcome")
            try expect(store.events(in: "s", from: 1, limit: nil).map(\.event), odd, "events")
            try expect(scanned(store, EventQuery(after: 0, through: store.bound(), types: nil, columns: .all)).map(\.event), odd, "scan")
        },
        StoreCheck("Odd texts are kept and distinguished by their bytes, appended and fetched in a transaction") { store in
            let found = try store.transact { events throws(RefoldError) in
                for event in odd { _ = try events.append([event], to: event.id, expecting: .exactly(0)) }
                var found = try events.events(inEach: Array(OddTexts.all.dropFirst()))
                for event in odd { found += try events.events(in: event.id, from: 1, limit: nil) }
                return found
            }
            let streams = (OddTexts.all.dropFirst() + OddTexts.all).map { ExactText($0) }
            try expect(found.map { ExactText($0.stream) }.sorted(), streams.sorted(), "streams")
            try expectOdd(in: store)
        },
        StoreCheck("Odd texts are kept and distinguished by their bytes, appended in bulk") { store in
            let batch = EventBatch(events: odd.count * 2)
            for event in odd { batch.append(StoredEvent(position: 0, stream: event.id, version: 0, event: event)) }
            let isCompared = Array(repeating: true, count: odd.count * 2)
            func append(_ batch: EventBatch) throws -> [BulkOutcome] {
                var outcomes: [BulkOutcome] = []
                try store.appendInBulk { bulk throws(RefoldError) in
                    outcomes = []
                    for index in 0..<batch.count { outcomes.append(try bulk.append(index, of: batch, comparingRecordedAt: true)) }
                }
                return outcomes
            }
            try expect(append(batch), Array(repeating: .appended, count: odd.count), "first")
            try expectOdd(in: store)
            try expect(append(batch), Array(repeating: .alreadyThere, count: odd.count), "again")
            try expect(store.matches(of: batch, comparingRecordedAt: isCompared), Array(repeating: .alreadyThere, count: odd.count), "matches")
            let more = EventBatch(events: odd.count * 2)
            for round in 2...3 {
                for event in odd {
                    var event = event
                    event.id += " \(round)"
                    more.append(StoredEvent(position: 0, stream: event.type, version: Int64(round), event: event))
                }
            }
            try expect(append(more), Array(repeating: .appended, count: odd.count * 2), "next versions")
            for text in OddTexts.all { try expect(store.version(of: text), 3, "version of \(text)") }
        },
        StoreCheck("An event whose stream or type has another encoding is another event") { store in
            let (one, other) = (OddTexts.composed, OddTexts.decomposed)
            _ = try store.append([event("a", one)], to: one, expecting: .exactly(0))
            let batch = EventBatch(events: 4)
            for (id, stream, type) in [("a", one, one), ("a", other, one), ("a", one, other), ("b", other, other)] {
                batch.append(StoredEvent(position: 0, stream: stream, version: 0, event: event(id, type)))
            }
            let held: [EventMatch] = [.alreadyThere, .differs(storedAt: 1), .differs(storedAt: 1), .new(last: 0)]
            try expect(store.matches(of: batch, comparingRecordedAt: [true, true, true, true]), held, "matches")
            try store.appendInBulk { bulk throws(RefoldError) in
                var outcomes: [BulkOutcome] = []
                for index in 0..<4 { outcomes.append(try bulk.append(index, of: batch, comparingRecordedAt: true)) }
                guard outcomes == [.alreadyThere, .differs(storedAt: 1), .differs(storedAt: 1), .appended] else {
                    throw RefoldError(.failed, "\(outcomes)")
                }
            }
            try expect(store.version(of: other), 1, "version")
        },
        StoreCheck("A scan filters types by their bytes, however many events it skips") { store in
            let (one, other) = (OddTexts.composed, OddTexts.decomposed)
            let batch = EventBatch(events: 3000)
            for number in 1...3000 {
                let event = event("\(number)", number % 100 == 0 ? other : one)
                batch.append(StoredEvent(position: 0, stream: "s", version: 0, event: event))
            }
            try store.appendInBulk { bulk throws(RefoldError) in
                for index in 0..<batch.count { _ = try bulk.append(index, of: batch, comparingRecordedAt: true) }
            }
            for (types, positions) in [([other], (1...30).map { $0 * 100 }), ([one, other], Array(1...3000)), (["e"], [])] {
                let seen = try scanned(store, EventQuery(after: 0, through: 3000, types: types), batch: 700)
                try expect(seen.map { Int($0.position) }, positions, "positions")
                try expect(seen.allSatisfy { types.containsExactly($0.event.type) }, true, "types")
            }
            try expect(store.firstPositions(of: [other, "e"], after: 0, through: 3000), [ExactText(other): 100], "first")
        },
    ]

    /// Checks that the odd events are stored, each alone in the stream named by its text.
    private static func expectOdd(in store: any EventStore) throws {
        let through = try store.bound()
        let all = try scanned(store, EventQuery(after: 0, through: through, types: OddTexts.all, columns: .all))
        try expect(all.map(\.event), odd, "scan of the types")
        try expect(all, scanned(store, EventQuery(after: 0, through: through, types: nil, columns: .all)), "scan of all")
        for event in odd {
            let stored = all.filter { ExactText($0.stream) == ExactText(event.id) }
            try expect(stored.map(\.event), [event], "event of the stream")
            try expect(store.events(in: event.id, from: 1, limit: nil), stored, "stream \(event.id)")
            try expect(store.event(id: event.id), stored[0], "id \(event.id)")
            try expect(store.version(of: event.id), 1, "version of \(event.id)")
            try expect(scanned(store, EventQuery(after: 0, through: through, types: [event.type], columns: .all)), stored, "type \(event.type)")
        }
        let first = Dictionary(uniqueKeysWithValues: all.map { (ExactText($0.event.type), $0.position) })
        try expect(store.firstPositions(of: OddTexts.all + ["a", "e", "{"], after: 0, through: through), first, "first of each type")
    }

    /// Checks that scans of a store refuse the event that a test gave a version below 1: the second of `s`, at position 2.
    ///
    /// The first event of the store has the type `Other`.
    public static func expectRefusal(ofVersion version: Int64, in store: any EventStore) throws {
        for types in [nil, ["Happened"]] as [[String]?] {
            do {
                _ = try scanned(store, EventQuery(after: 0, through: store.bound(), types: types))
                throw ContractBroken(description: "version \(version) was taken")
            } catch let error as RefoldError {
                try expect(error.status, .refused, "status")
                try expect(error.faults.map(\.place), [.event(position: 2, stream: "s", type: "Happened")], "place")
                try expect(error.faults.map(\.what), ["the version is \(version)"], "finding")
            }
        }
        try expect(scanned(store, EventQuery(after: 0, through: store.bound(), types: ["Other"])).map(\.position), [1], "other types")
    }
}
