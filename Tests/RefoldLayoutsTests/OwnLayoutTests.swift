import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldLayouts
@testable import RefoldSQLite

@Suite("A store read by a layout of one's own")
struct OwnLayoutTests {
    private static func layout(_ change: (inout StoreLayout) -> Void = { _ in }) -> StoreLayout {
        var layout = StoreLayout(
            name: "log", title: "log", database: .sqlite, find: [], optional: [],
            select: "SELECT no AS position, NULL AS event_id, stream, version, kind AS type, body AS data, NULL AS metadata, 0 AS occurred_at, NULL AS recorded_at FROM log",
            writers: [], sequences: [], isSerialized: false, order: ["position"], horizon: nil, firstVersion: 1, firstPosition: 1, gapWait: 0, timeUnit: .seconds,
            occurredAt: nil, unwrap: nil, isQuoted: false, unreadable: .refuse)
        change(&layout)
        return layout
    }

    private func store(_ rows: String, in folder: String, _ layout: StoreLayout) throws -> SQLiteLayoutStore {
        try SQLiteConnection(folder + "/log.db", mode: .create).execute("CREATE TABLE log (no, stream, version INTEGER, kind, body TEXT); INSERT INTO log \(rows)")
        return try SQLiteLayoutStore.test(folder + "/log.db", .only(layout))
    }

    @Test("gives all events of a stream, page by page, though some are left out")
    func pages() throws {
        try withFolder { folder in
            let rows = """
                WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1500)
                SELECT n, 's', n, 'T', CASE WHEN n % 100 = 1 THEN 'oops' ELSE '{}' END FROM n
                """
            let store = try store(rows, in: folder, Self.layout { $0.unreadable = .skip })
            var (found, last) = ([StoredEvent](), StoredEvent?.none)
            while true {
                let page = try store.events(in: "s", after: last, limit: 512)
                found += page
                last = page.last
                if page.count < 512 { break }
            }
            #expect(found.count == 1485)
            #expect(found.first?.position == 2)
            #expect(found.last?.position == 1500)
        }
    }

    @Test("has another fingerprint if it is read otherwise, and the same if only what cannot be read is treated otherwise")
    func fingerprint() throws {
        try withFolder { folder in
            let layout = Self.layout()
            let before = try store("VALUES (1, 's', 1, 'T', '{}')", in: folder, layout).fingerprint(at: 1)
            let path = folder + "/log.db"
            let later = Self.layout { $0.select = layout.select.replacing("0 AS occurred_at", with: "3600 AS occurred_at") }
            #expect(try SQLiteLayoutStore.test(path, .only(later)).fingerprint(at: 1) != before)
            #expect(try SQLiteLayoutStore.test(path, .only(Self.layout { $0.unreadable = .skip })).fingerprint(at: 1) == before)
        }
    }

    @Test("is refused if an event has a position that no range of positions has", arguments: [
        "(NULL, 's', 1, 'T', '{}'), (2, 's', 2, 'T', '{}')", "(1, 's', 1, 'T', '{}'), ('2', 's', 2, 'T', '{}')", "(-1, 's', 1, 'T', '{}'), (2, 's', 2, 'T', '{}')",
    ])
    func positions(_ rows: String) throws {
        try withFolder { folder in
            let store = try store("VALUES \(rows)", in: folder, Self.layout())
            #expect(#expect(throws: RefoldError.self) { try store.bound(remembered: 0) }?.status == .refused)
        }
    }

    @Test("is refused, and not trapped, if a position has no place in 64 bits")
    func shift() throws {
        try withFolder { folder in
            let store = try store("VALUES (0, 's', 1, 'T', '{}'), (9223372036854775807, 's', 2, 'T', '{}')", in: folder, Self.layout { $0.firstPosition = 0 })
            #expect(#expect(throws: RefoldError.self) { try store.bound(remembered: 0) }?.status == .refused)
        }
    }

    @Test("gives events whose type is kept as bytes, also to a scan for types, and refuses those without a type")
    func types() throws {
        try withFolder { folder in
            let store = try store("VALUES (1, 's', 1, CAST('T' AS BLOB), '{}'), (2, 's', 2, 'T', '{}')", in: folder, Self.layout())
            let scan = try store.scan(EventQuery(after: 0, through: 2, types: ["T"]))
            let batch = EventBatch()
            _ = try scan.next(into: batch)
            #expect(batch.count == 2)
            try SQLiteConnection(folder + "/log.db", mode: .readWrite).execute("UPDATE log SET kind = NULL WHERE no = 1")
            let faulty = try store.scan(EventQuery(after: 0, through: 2, types: ["T"]))
            #expect(throws: RefoldError.self) { try faulty.next(into: batch) }
        }
    }

    @Test("gives streams that are kept as the bytes of a UUID by its text")
    func uuids() throws {
        try withFolder { folder in
            let store = try store("VALUES (1, x'018df9b07e004c3a9a11000000000001', 1, 'T', '{}')", in: folder, Self.layout())
            let name = "018df9b0-7e00-4c3a-9a11-000000000001"
            #expect(try EventStoreContract.everything(in: store).map(\.stream) == [name])
            #expect(try store.events(in: name, after: nil, limit: 5).map(\.stream) == [name])
        }
    }
}
