import RefoldCore
import RefoldStores
import RefoldValues

/// The checks of reading for a store that somebody else has filled: for the tests of every adapter that only reads.
///
/// Each check reads the store in one way and compares with what a plain scan of everything gives: `@Test(arguments: ReadingContract.checks)`.
/// The store has a few events, all of which can be read, each with an id of its own, and nobody writes meanwhile.
public enum ReadingContract {
    /// All checks.
    public static let checks = scans + single + sums

    /// The checks of a store that is never written.
    public static let refusals: [StoreCheck] = [
        StoreCheck("Every kind of writing is refused as wrong usage, and nothing changes") { store in
            let before = try EventStoreContract.everything(in: store)
            try expectUsage("append") { () throws(RefoldError) in _ = try store.append([EventStoreContract.event("refused")], to: "s", expecting: .any) }
            try expectUsage("bulk append") { () throws(RefoldError) in
                try store.appendInBulk { (_) throws(RefoldError) in throw RefoldError(.failed, "the body was called") }
            }
            try expectUsage("transaction") { () throws(RefoldError) in
                try store.transact { (_) throws(RefoldError) in throw RefoldError(.failed, "the body was called") }
            }
            try expect(EventStoreContract.everything(in: store), before, "events")
        }
    ]

    private static let scans: [StoreCheck] = [
        StoreCheck("The bound is the position of the last event, and positions rise") { store in
            let all = try EventStoreContract.everything(in: store)
            try expect(all.isEmpty, false, "whether the store is empty")
            try expect(store.bound(), all.last?.position ?? 0, "bound")
            let positions = all.map(\.position)
            try expect(zip(positions, positions.dropFirst()).allSatisfy(<), true, "whether positions rise")
            try expect(positions.allSatisfy { $0 > 0 }, true, "whether positions begin with 1")
        },
        StoreCheck("Batches of any size and any number of readers give the same events") { store in
            let all = try EventStoreContract.everything(in: store)
            let query = EventQuery(after: 0, through: try store.bound(), types: nil, columns: .all)
            for (events, bytes) in [(1, 1 << 20), (2, 1 << 20), (1000, 1), (1000, 1000), (8192, 1 << 20)] {
                try expect(EventStoreContract.scanned(store, query, batch: events, bytes: bytes), all, "batches of \(events) events, \(bytes) bytes")
            }
        },
        StoreCheck("A scan gives the events after a position up to another") { store in
            let all = try EventStoreContract.everything(in: store)
            for (after, through) in ranges(of: all) {
                let seen = try EventStoreContract.scanned(store, EventQuery(after: after, through: through, types: nil, columns: .all), batch: 2)
                try expect(seen, all.filter { $0.position > after && $0.position <= through }, "after \(after) through \(through)")
            }
        },
        StoreCheck("A scan gives only the wanted types and still reaches its end") { store in
            let all = try EventStoreContract.everything(in: store)
            let types = Array(Set(all.map(\.event.type))).sorted()
            let through = try store.bound()
            for wanted in types.map({ [$0] }) + [types, types + ["Never"], ["Never"], ["it's \"odd\"\\"], []] {
                let seen = try EventStoreContract.scanned(store, EventQuery(after: 0, through: through, types: wanted, columns: .all), batch: 2)
                try expect(seen, all.filter { wanted.containsExactly($0.event.type) }, "types \(wanted)")
            }
        },
        StoreCheck("Columns that were not requested stay empty, and the others are the same") { store in
            let all = try EventStoreContract.everything(in: store)
            for columns in [[], .id, .metadata] as [EventColumns] {
                var seen = try EventStoreContract.scanned(store, EventQuery(after: 0, through: store.bound(), types: nil, columns: columns))
                var wanted = all
                for index in wanted.indices {
                    if !columns.contains(.id) { wanted[index].event.id = "" }
                    if !columns.contains(.metadata) { wanted[index].event.metadata = "" }
                    // A store may give this time in any case.
                    wanted[index].event.recordedAt = wanted[index].event.occurredAt
                }
                for index in seen.indices { seen[index].event.recordedAt = seen[index].event.occurredAt }
                try expect(seen, wanted, "columns \(columns)")
            }
        },
    ]

    private static let single: [StoreCheck] = [
        StoreCheck("The events of a stream are those of the scan, whole and page by page") { store in
            let all = try EventStoreContract.everything(in: store)
            for stream in Set(all.map { ExactText($0.stream) }) {
                let wanted = all.filter { ExactText($0.stream) == stream }
                try expect(store.events(in: stream.text, after: nil, limit: nil), wanted, "stream \(stream)")
                var (pages, last) = ([StoredEvent](), StoredEvent?.none)
                while pages.count <= all.count {
                    let page = try store.events(in: stream.text, after: last, limit: 1)
                    guard let end = page.last else { break }
                    pages += page
                    last = end
                }
                try expect(pages, wanted, "stream \(stream), page by page")
            }
            try expect(store.events(in: "never", after: nil, limit: nil), [], "a stream that is not there")
            try expect(store.events(in: "it's \"odd\"\\\u{301}", after: nil, limit: 5), [], "a stream with an odd name")
        },
        StoreCheck("Every event is found by its id, and nothing else is") { store in
            for stored in try EventStoreContract.everything(in: store) { try expect(store.event(id: stored.event.id), stored, "event \(stored.event.id)") }
            for id in ["", "never", "@999999999", "@0", "@-1", "never/1", "/", "00000000-0000-4000-8000-ffffffffffff", "it's"] {
                try expect(store.event(id: id), nil, "event \(id)")
            }
        },
        StoreCheck("The version of a stream is that of its last event that has one") { store in
            let all = try EventStoreContract.everything(in: store)
            for stream in Set(all.map(\.stream)) {
                let versions = all.filter { ExactText($0.stream) == ExactText(stream) }.compactMap(\.knownVersion)
                try expect(store.version(of: stream), versions.max() ?? 0, "version of \(stream)")
            }
            try expect(store.version(of: "never"), 0, "version of a stream that is not there")
        },
    ]

    private static let sums: [StoreCheck] = [
        StoreCheck("The last event at or below a position is that of the scan") { store in
            let all = try EventStoreContract.everything(in: store)
            let positions = ranges(of: all).flatMap { [$0.after, $0.through] }
            let wanted = positions.map { position in all.last { $0.position <= position }.map(EventSample.init) }
            try expect(store.samples(upTo: positions), wanted, "samples")
        },
        StoreCheck("The counts of types are those of the scan") { store in
            let all = try EventStoreContract.everything(in: store)
            for (after, through) in ranges(of: all) {
                let counts = try store.eventCounts(after: after, through: through)
                let wanted = all.filter { $0.position > after && $0.position <= through }
                try expect(counts.count(of: nil), Int64(wanted.count), "count after \(after) through \(through)")
                for type in Set(all.map(\.event.type)) {
                    try expect(counts.count(of: [type]), Int64(wanted.count { ExactText($0.event.type) == ExactText(type) }), "count of \(type)")
                }
            }
        },
        StoreCheck("The first positions of types are those of the scan") { store in
            let all = try EventStoreContract.everything(in: store)
            let types = Array(Set(all.map(\.event.type))) + ["Never", "it's"]
            for (after, through) in ranges(of: all) {
                var wanted: [ExactText: Position] = [:]
                for stored in all.reversed() where stored.position > after && stored.position <= through { wanted[ExactText(stored.event.type)] = stored.position }
                try expect(store.firstPositions(of: types, after: after, through: through), wanted, "after \(after) through \(through)")
            }
            try expect(store.firstPositions(of: [], after: 0, through: store.bound()), [:], "of no types")
        },
    ]

    /// Ranges that begin and end at, before and between events.
    private static func ranges(of all: [StoredEvent]) -> [(after: Position, through: Position)] {
        let last = all.last?.position ?? 0
        var ranges: [(after: Position, through: Position)] = [(0, last), (last, last), (0, 0), (0, max(last - 1, 0)), (1, last)]
        for stored in all { ranges += [(stored.position - 1, stored.position), (stored.position, last)] }
        return ranges
    }

    private static func expectUsage(_ what: String, _ body: () throws(RefoldError) -> Void) throws {
        do throws(RefoldError) {
            try body()
        } catch {
            return try expect(error.status, .usage, what)
        }
        throw ContractBroken(description: "\(what) was not refused")
    }
}
