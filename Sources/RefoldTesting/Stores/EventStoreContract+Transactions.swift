import RefoldCore
import RefoldStores
import RefoldValues

extension EventStoreContract {
    static let transactions: [StoreCheck] = [
        StoreCheck("A transaction sees its own appends, and all of them are stored afterwards") { store in
            _ = try store.append([event("before")], to: "s", expecting: .any)
            let seen = try store.transact { events throws(RefoldError) in
                _ = try events.append([event("a"), event("b")], to: "s", expecting: .exactly(1))
                _ = try events.append([event("c")], to: "t", expecting: .exactly(0))
                _ = try events.append([event("d")], to: "s", expecting: .exactly(3))
                return [
                    try events.events(in: "s", from: 2, limit: nil), try events.events(in: "t", from: 1, limit: 1),
                    [try events.event(id: "b"), try events.event(id: "e")].compactMap(\.self),
                ]
            }
            try expect(seen.map { $0.map(\.event.id) }, [["a", "b", "d"], ["c"], ["b"]], "ids")
            try expect(store.events(in: "s", from: 2, limit: nil), seen[0], "events")
            try expect(store.events(in: "s", from: 1, limit: nil).map(\.version), [1, 2, 3, 4], "versions")
            try expect(store.bound(), 5, "bound")
            try expect(scanned(store, EventQuery(after: 0, through: 5, types: nil, columns: .id)).map(\.event.id), ["before", "a", "b", "c", "d"], "order")
        },
        StoreCheck("A wrong version and an existing id write nothing and leave a transaction usable") { store in
            _ = try store.append([event("a")], to: "s", expecting: .any)
            let first = StoredEvent(position: 1, stream: "s", version: 1, event: event("a"))
            let outcomes = try store.transact { events throws(RefoldError) in
                [
                    try events.append([event("b")], to: "s", expecting: .exactly(0)),
                    try events.append([event("b")], to: "t", expecting: .exactly(7)),
                    try events.append([event("a", "Other")], to: "t", expecting: .exactly(0)),
                    try events.append([event("b"), event("a")], to: "t", expecting: .exactly(0)),
                    try events.append([event("b")], to: "t", expecting: .exactly(0)),
                    try events.append([event("b")], to: "u", expecting: .any),
                    try events.append([event("c")], to: "t", expecting: .exactly(0)),
                    try events.append([event("c")], to: "t", expecting: .any),
                ]
            }
            let ids = try scanned(store, EventQuery(after: 0, through: store.bound(), types: nil, columns: .id)).map(\.event.id)
            try expect(ids, ["a", "b", "c"], "ids")
            // Positions may have gaps after a refused append.
            let places = try store.events(in: "t", from: 1, limit: nil)
            let wanted: [AppendOutcome] = [
                .conflict(actual: 1), .conflict(actual: 0), .duplicate(of: first), .duplicate(of: first),
                .appended(version: 1, position: places[0].position), .duplicate(of: places[0]), .conflict(actual: 1),
                .appended(version: 2, position: places[1].position),
            ]
            try expect(outcomes, wanted, "outcomes")
        },
        StoreCheck("An error inside a transaction leaves nothing behind") { store in
            _ = try store.append([event("a")], to: "s", expecting: .any)
            for _ in 1...2 {
                do throws(RefoldError) {
                    try store.transact { events throws(RefoldError) in
                        _ = try events.append([event("b")], to: "s", expecting: .exactly(1))
                        _ = try events.append([event("c")], to: "t", expecting: .exactly(0))
                        throw RefoldError(.usage, "stop")
                    }
                } catch {
                    try expect(error, RefoldError(.usage, "stop"), "error")
                }
                try expect(store.version(of: "s"), 1, "version")
                try expect(store.version(of: "t"), 0, "version of the other")
                try expect(store.event(id: "b"), nil, "event")
            }
            let outcome = try store.transact { events throws(RefoldError) in try events.append([event("b")], to: "s", expecting: .exactly(1)) }
            guard case .appended(2, _) = outcome else { throw ContractBroken(description: "\(outcome)") }
        },
        StoreCheck("A transaction returns several streams at once, each by version") { store in
            for (id, stream) in [("a", "s"), ("b", "t"), ("c", "s"), ("d", "é{\"\\,"), ("e", "u")] {
                _ = try store.append([event(id)], to: stream, expecting: .any)
            }
            let found = try store.transact { events throws(RefoldError) in
                _ = try events.append([event("f")], to: "t", expecting: .exactly(1))
                return try events.events(inEach: ["t", "é{\"\\,", "s", "none"])
            }
            try expect(Set(found.map(\.event.id)), ["a", "b", "c", "d", "f"], "ids")
            for stream in ["s", "t", "é{\"\\,"] {
                try expect(found.filter { $0.stream == stream }, store.events(in: stream, from: 1, limit: nil), stream)
            }
            try expect(store.transact { events throws(RefoldError) in try events.events(inEach: []).count }, 0, "none")
        },
        StoreCheck("A transaction that appends nothing changes nothing, also in a new store") { store in
            try expect(store.transact { events throws(RefoldError) in try events.events(in: "s", from: 1, limit: nil).count }, 0, "count")
            try expect(store.bound(), 0, "bound")
        },
        StoreCheck("Transactions of several threads on the same streams lose nothing") { store in try appendCrosswise([store, store, store]) },
    ]

    /// Runs transactions of each store on its own thread. They append to two streams at the loaded versions, every other thread in the
    /// opposite order. Checks that all events are stored at the end.
    public static func appendCrosswise(_ stores: [any EventStore]) throws {
        let turns = 5
        try Concurrently.run(stores.count) { thread in
            for turn in 0..<turns {
                try stores[thread].transact { events throws(RefoldError) in
                    for stream in thread.isMultiple(of: 2) ? ["s", "t"] : ["t", "s"] {
                        // In a store that shows commits of others meanwhile, the version may be out of date by the time of the append.
                        while true {
                            let version = try events.events(in: stream, from: 1, limit: nil).last?.version ?? 0
                            let new = event("\(thread)-\(turn)-\(stream)")
                            if case .conflict = try events.append([new], to: stream, expecting: .exactly(version)) { continue }
                            break
                        }
                    }
                }
            }
        }
        for stream in ["s", "t"] {
            let events = try stores[0].events(in: stream, from: 1, limit: nil)
            try expect(events.map(\.version), Array(1...Int64(turns * stores.count)), "versions of \(stream)")
            try expect(Set(events.map(\.event.id)).count, turns * stores.count, "ids in \(stream)")
        }
    }
}
