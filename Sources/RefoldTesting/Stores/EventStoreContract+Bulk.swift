import RefoldCore
import RefoldStores
import RefoldValues

extension EventStoreContract {
    static let bulk: [StoreCheck] = [
        StoreCheck("A bulk append counts versions, skips existing events and stores the others unchanged") { store in
            let events = (1...100).map { Line("e\($0)", "s\($0 % 7)") }
            try expect(append(events, to: store), Array(repeating: .appended, count: 100), "first")
            try expect(append(events + [Line("new", "s1")], to: store).dropLast(), ArraySlice(repeating: .alreadyThere, count: 100), "again")
            try expect(store.events(in: "s1", from: 1, limit: nil).map(\.event.id).last, "new", "last")
            try expect(store.events(in: "s0", from: 1, limit: nil).map(\.version), Array(1...14), "versions")
            try expect(store.event(id: "e7")?.event, event("e7"), "event")
            try expect(store.bound(), 101, "bound")
        },
        StoreCheck("A repeated id within one bulk append is skipped or reported") { store in
            try expect(append([Line("a", "s"), Line("b", "s"), Line("a", "s")], to: store), [.appended, .appended, .alreadyThere], "same")
            try expect(store.bound(), 2, "bound")
            try expect(append([Line("c", "s"), Line("c", "t")], to: store), [.appended, .differs(storedAt: 3)], "other stream")
        },
        StoreCheck("A version that is not the next one is reported, also within one bulk append") { store in
            try expect(
                append([Line("a", "s", 1), Line("b", "s", 3), Line("c", "t", 2)], to: store),
                [.appended, .versionDoesNotFollow(last: 1), .versionDoesNotFollow(last: 0)], "into an empty store")
            try expect(
                append([Line("d", "s", 2), Line("e", "s", 2)], to: store), [.appended, .versionDoesNotFollow(last: 2)], "into a filled store")
        },
        StoreCheck("The same event is recognized however its JSON is written, and a different one is reported") { store in
            _ = try append([Line("a", "s", data: #"{"x":1.0,"y":"é"}"#)], to: store)
            try expect(append([Line("a", "s", data: #"{ "y":"\u00e9", "x":1 }"#)], to: store), [.alreadyThere], "same")
            try expect(append([Line("a", "s", data: #"{"x":2,"y":"é"}"#)], to: store), [.differs(storedAt: 1)], "data")
            try expect(append([Line("a", "s", 1, data: #"{"x":1,"y":"é"}"#)], to: store), [.alreadyThere], "same version")
            try expect(append([Line("a", "s", 2, data: #"{"x":1,"y":"é"}"#)], to: store), [.differs(storedAt: 1)], "version")
        },
        StoreCheck("The time of recording is compared only if requested") { store in
            _ = try append([Line("a", "s")], to: store)
            let later = Line("a", "s", recordedAt: time(1_800_000_000_000_000))
            try expect(append([later], to: store, comparingRecordedAt: false), [.alreadyThere], "not compared")
            try expect(append([later], to: store), [.differs(storedAt: 1)], "compared")
        },
        StoreCheck("A store reports what it holds of events to be appended, and changes nothing") { store in
            let lines = [
                Line("a", "s", 1), Line("a", "s", 2), Line("a", "t"), Line("b", "s"), Line("c", "t", 9),
                Line("a", "s", recordedAt: time(1_800_000_000_000_000)),
            ]
            func matches(_ isCompared: Bool) throws -> [EventMatch] {
                try store.matches(of: batch(lines), comparingRecordedAt: Array(repeating: isCompared, count: lines.count))
            }
            try expect(matches(true), Array(repeating: EventMatch.new(last: 0), count: lines.count), "empty store")
            try expect(store.bound(), 0, "bound")
            _ = try append([Line("a", "s"), Line("x", "s")], to: store)
            var held: [EventMatch] = [.alreadyThere, .differs(storedAt: 1), .differs(storedAt: 1), .new(last: 2), .new(last: 0)]
            held.append(.differs(storedAt: 1))
            try expect(matches(true), held, "filled store")
            held[5] = .alreadyThere
            try expect(matches(false), held, "without the time of recording")
            try expect(store.bound(), 2, "bound")
        },
        StoreCheck("Versions may be given or left out in alternating streams") { store in
            var lines: [Line] = []
            for number in 0..<60 {
                let version = number.isMultiple(of: 3) ? Int64(number / 7 + 1) : 0
                lines.append(Line("e\(number)", "s\(number % 7)", version))
            }
            try expect(append(lines, to: store), Array(repeating: .appended, count: 60), "in order")
            for stream in 0..<7 {
                let versions = try store.events(in: "s\(stream)", from: 1, limit: nil).map(\.version)
                try expect(versions, Array(1...Int64(versions.count)), "versions")
            }
        },
        StoreCheck("A version that is not the next one is reported after many other streams") { store in
            var lines = [Line("a", "s", 1)]
            for number in 0..<20 { lines.append(Line("o\(number)", "o\(number)", 1)) }
            for (id, version) in [("b", 3), ("c", 1), ("d", 2)] as [(String, Int64)] { lines.append(Line(id, "s", version)) }
            let refused = BulkOutcome.versionDoesNotFollow(last: 1)
            try expect(Array(append(lines, to: store).suffix(3)), [refused, refused, BulkOutcome.appended], "given versions")
        },
        StoreCheck("An error inside a bulk append leaves nothing behind") { store in
            _ = try append([Line("a", "s")], to: store)
            for _ in 1...2 {
                do {
                    try store.appendInBulk { bulk throws(RefoldError) in
                        _ = try bulk.append(0, of: batch([Line("b", "s")]), comparingRecordedAt: true)
                        throw RefoldError(.refused, "no")
                    }
                    throw ContractBroken(description: "the error was swallowed")
                } catch let error as RefoldError {
                    try expect(error, RefoldError(.refused, "no"), "error")
                }
                try expect(store.bound(), 1, "bound")
            }
            try expect(append([Line("b", "s", 2)], to: store), [.appended], "afterwards")
        },
    ]

    struct Line {
        var id: String
        var stream: String
        var version: Int64
        var data: String
        var recordedAt: Timestamp

        init(
            _ id: String, _ stream: String, _ version: Int64 = 0, data: String = event("").data, recordedAt: Timestamp = event("").recordedAt
        ) {
            (self.id, self.stream, self.version, self.data, self.recordedAt) = (id, stream, version, data, recordedAt)
        }
    }

    static func append(_ lines: [Line], to store: any EventStore, comparingRecordedAt: Bool = true) throws -> [BulkOutcome] {
        var outcomes: [BulkOutcome] = []
        try store.appendInBulk { bulk throws(RefoldError) in
            outcomes = []
            let batch = batch(lines)
            for index in 0..<batch.count { outcomes.append(try bulk.append(index, of: batch, comparingRecordedAt: comparingRecordedAt)) }
        }
        return outcomes
    }

    private static func batch(_ lines: [Line]) -> EventBatch {
        let batch = EventBatch(events: lines.count)
        batch.typeNames = ["Happened"]
        for line in lines {
            let sample = event(line.id)
            batch.append(
                EventHead(
                    position: 0, version: line.version, type: 0, stream: batch.copy(line.stream), data: batch.copy(line.data),
                    occurredAt: sample.occurredAt, recordedAt: line.recordedAt, id: batch.copy(line.id), metadata: batch.copy(sample.metadata)))
        }
        return batch
    }
}
