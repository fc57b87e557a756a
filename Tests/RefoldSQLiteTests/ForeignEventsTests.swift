import RefoldCore
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldSQLite

/// A store of another program, whose schema guarantees nothing, with one fault in a random place.
@Suite("Events of a SQLite store that another program created")
struct ForeignEventsTests {
    /// The replacement for a column's value; `#` is the position of another event.
    struct Planted: CustomTestStringConvertible, Sendable {
        var column: String
        var value: String

        var testDescription: String { "\(column) = \(value)" }
    }

    private static let noTexts = ["NULL", "7", "1.5", "CAST('Kind0' AS BLOB)", "CAST(x'4B696E64FF' AS TEXT)"]
    private static let positions = ["NULL", "0", "-3", "#", "# + 0.5", "'x'", "'5'", "x'05'", "x''"].map { Planted(column: "position", value: $0) }
    private static let texts = ["aggregate_id", "event_type", "event_id", "event_metadata"].flatMap { column in
        noTexts.map { Planted(column: column, value: $0) }
    }
    private static let others = [Planted(column: "event_data", value: "x'7B7D'"), Planted(column: "version", value: "1.5")]

    /// Makes a store of events at positions with gaps.
    private func make(_ folder: String, _ layout: String, _ count: Int, encoding: String = "UTF-8", _ numbers: inout SeededNumbers) throws -> [Position] {
        let connection = try SQLiteConnection(folder + "/events.db", mode: .create)
        try connection.execute("PRAGMA encoding = '\(encoding)'")
        let columns = SQLiteEventLayout.columns.joined(separator: ", ")
        switch layout {
        case "view": try connection.execute("CREATE TABLE other (\(columns)); CREATE VIEW event_store AS SELECT * FROM other")
        case "indexed": try connection.execute("CREATE TABLE other (\(columns)); CREATE INDEX places ON other (position); ALTER TABLE other RENAME TO event_store")
        case "downwards": try connection.execute("CREATE TABLE event_store (\(columns.replacing("position,", with: "position INTEGER PRIMARY KEY DESC,")))")
        default: try connection.execute("CREATE TABLE event_store (\(columns))")
        }
        var positions: [Position] = []
        var position: Position = 0
        try connection.execute("BEGIN")
        for index in 0..<count {
            position += Position.random(in: 1...3, using: &numbers)
            positions.append(position)
            try connection.execute(
                """
                INSERT INTO \(layout == "view" ? "other" : "event_store") VALUES (\(position), 'e\(index)', 's\(index % 3)', \(index / 3 + 1),
                'Kind\(index % 2)', '{}', '{}', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z')
                """)
        }
        try connection.execute("COMMIT")
        return positions
    }

    /// Reads all events, as a run does.
    private func read(_ folder: String, window: Int64, batch: Int, types: [String]?) throws -> [Position] {
        let path = folder + "/events.db"
        let bound = try SQLiteEventStore(path: path, access: .reading).bound()
        let query = EventQuery(after: 0, through: bound, types: types, columns: .all)
        let scan = try SQLiteEventScan(query, on: SQLiteConnection(path, mode: .readOnly), window: window)
        let events = EventBatch(events: batch)
        var found: [Position] = []
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: events)
            found += (0..<events.count).map { events[$0].position }
        }
        return found
    }

    @Test("are refused with the first fault, wherever a window or a batch ends", arguments: positions + texts + others, ["view", "table", "indexed"])
    func planted(_ fault: Planted, layout: String) throws {
        var numbers = SeededNumbers(UInt64(fault.testDescription.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xFFFF))
        for window in [1, 2, 3, 5, 1 << 16] as [Int64] {
            try withFolder { folder in
                let count = Int.random(in: 2...25, using: &numbers)
                let positions = try make(folder, layout, count, &numbers)
                let batch = Int.random(in: 1...6, using: &numbers)
                let types = fault.column == "event_type" && fault.value.hasSuffix("AS TEXT)") || Bool.random(using: &numbers) ? nil : ["Kind0", "Kind1"]
                #expect(try read(folder, window: window, batch: batch, types: types) == positions)
                let place = positions.randomElement(using: &numbers) ?? 0
                let other = positions.filter { $0 != place }.randomElement(using: &numbers) ?? 0
                let table = layout == "view" ? "other" : "event_store"
                try SQLiteConnection(folder + "/events.db", mode: .readWrite).execute(
                    "UPDATE \(table) SET \(fault.column) = \(fault.value.replacing("#", with: "\(other)")) WHERE position = \(place)")
                let error = #expect(throws: RefoldError.self) { try read(folder, window: window, batch: batch, types: types) }
                #expect([1, 3].contains(error?.status.rawValue ?? 0))
                #expect(error?.faults.first?.remedy != nil)
                let needsPlace = fault.column != "position" && fault.value != "NULL"
                #expect(!needsPlace || error?.description.contains("position \(place) ") == true, "\(String(describing: error))")
            }
        }
    }

    @Test("Two events with one position are refused if a run ends between them")
    func repeatedAtTheCheckpoint() throws {
        try withFolder { folder in
            var numbers = SeededNumbers(4)
            let positions = try make(folder, "view", 6, &numbers)
            let connection = try SQLiteConnection(folder + "/events.db", mode: .readWrite)
            try connection.execute("UPDATE other SET position = \(positions[3]) WHERE position = \(positions[4])")
            let query = EventQuery(after: positions[3], through: positions[5], types: nil)
            #expect(throws: RefoldError.self) { try SQLiteEventScan(query, on: connection) }
        }
    }

    @Test("An invalid position is refused before a stream, an event or a sample is read", arguments: ["0", "NULL", "'x'", "x'05'"])
    func everyWay(value: String) throws {
        try withFolder { folder in
            var numbers = SeededNumbers(5)
            let positions = try make(folder, "table", 9, &numbers)
            try SQLiteConnection(folder + "/events.db", mode: .readWrite).execute("UPDATE event_store SET position = \(value) WHERE position = \(positions[4])")
            let store = try SQLiteEventStore(path: folder + "/events.db", access: .creating)
            #expect(throws: RefoldError.self) { try store.bound() }
            #expect(throws: RefoldError.self) { try store.events(in: "s0", from: 1, limit: nil) }
            #expect(throws: RefoldError.self) { try store.event(id: "e0") }
            #expect(throws: RefoldError.self) { try store.samples(upTo: [positions[2]]) }
            #expect(throws: RefoldError.self) { try store.append([EventStoreContract.event("new")], to: "s0", expecting: .any) }
        }
    }

    @Test("Row ids are recognized as such, and no other key is taken for them")
    func rowNumbers() throws {
        func areRowNumbers(_ creation: String) throws -> Bool {
            try withFolder { folder in
                let connection = try SQLiteConnection(folder + "/events.db", mode: .create)
                try connection.execute(creation)
                return try SQLitePositions(on: connection).areRowNumbers
            }
        }
        #expect(try areRowNumbers("CREATE TABLE event_store (position INTEGER PRIMARY KEY, event_id)"))
        #expect(try areRowNumbers("CREATE TABLE event_store (event_id, position integer primary key autoincrement)"))
        #expect(try areRowNumbers("CREATE TABLE Event_Store (event_id, position INTEGER, PRIMARY KEY (position))"))
        for creation in [
            "CREATE TABLE event_store (position INTEGER PRIMARY KEY DESC, event_id)", "CREATE TABLE event_store (position INT PRIMARY KEY, event_id)",
            "CREATE TABLE event_store (position INTEGER PRIMARY KEY, event_id) WITHOUT ROWID", "CREATE TABLE event_store (position INTEGER UNIQUE, event_id)",
            "CREATE TABLE event_store (position INTEGER, event_id INTEGER PRIMARY KEY)", "CREATE VIEW event_store AS SELECT 1 AS position",
            "CREATE TABLE event_store (position INTEGER, event_id, PRIMARY KEY (position, event_id))",
        ] {
            #expect(try !areRowNumbers(creation), "\(creation)")
        }
    }

    @Test("Texts in UTF-16 are read completely, and half a surrogate pair is refused, wherever it is read", arguments: ["UTF-16le", "UTF-16be"])
    func utf16(encoding: String) throws {
        for column in ["aggregate_id", "event_type", "event_id", "event_data", "event_metadata"] {
            for half in ["00D84100", "41003DD8", "00DC", "3DD83DD8"] {
                try withFolder { folder in
                    var numbers = SeededNumbers(6)
                    let positions = try make(folder, "view", 8, encoding: encoding, &numbers)
                    let connection = try SQLiteConnection(folder + "/events.db", mode: .readWrite)
                    try connection.execute("UPDATE other SET \(column) = 'é\u{1F600}' WHERE position = \(positions[5])")
                    #expect(try read(folder, window: 3, batch: 3, types: nil) == positions)
                    let store = try SQLiteEventStore(path: folder + "/events.db", access: .reading)
                    let readable = try store.samples(upTo: [positions[5]])
                    let bytes = encoding == "UTF-16le" ? half : Self.swapped(half)
                    try connection.execute("UPDATE other SET \(column) = CAST(x'\(bytes)' AS TEXT) WHERE position = \(positions[5])")
                    let error = #expect(throws: RefoldError.self) { try read(folder, window: 3, batch: 3, types: nil) }
                    #expect(error?.description.contains("position \(positions[5]) ") == true)
                    if column != "event_metadata" { #expect(try store.samples(upTo: [positions[5]]) != readable) }
                    if column != "aggregate_id" { #expect(throws: RefoldError.self) { try store.events(in: "s2", from: 1, limit: nil) } }
                }
            }
        }
    }

    private static func swapped(_ hex: String) -> String {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0 + 2...$0 + 3]) + String(digits[$0...$0 + 1]) }.joined()
    }

    @Test("A sample of an event that nobody reads stops nothing, and what is no text is told from texts and from other values", arguments: ["table", "view"])
    func sampled(layout: String) throws {
        try withFolder { folder in
            var numbers = SeededNumbers(7)
            let positions = try make(folder, layout, 6, &numbers)
            let store = try SQLiteEventStore(path: folder + "/events.db", access: .reading)
            let connection = try SQLiteConnection(folder + "/events.db", mode: .readWrite)
            let table = layout == "view" ? "other" : "event_store"
            let last = try #require(positions.last)
            for column in ["event_id", "event_data"] {
                var seen = [try store.samples(upTo: [last])]
                for value in ["NULL", "7", "1.5", "x'7B7D'", "x''", "CAST(x'7BFF' AS TEXT)", "'null'"] {
                    try connection.execute("UPDATE \(table) SET \(column) = \(value) WHERE position = \(last)")
                    let sample = try store.samples(upTo: [last])
                    #expect(try sample == store.samples(upTo: [last]) && !seen.contains { $0 == sample }, "\(column) = \(value)")
                    seen.append(sample)
                }
                #expect(try read(folder, window: 3, batch: 3, types: ["Kind0"]).count == 3)
            }
        }
    }

    @Test("A text that is not UTF-8 is refused by stream and by id, and never returned", arguments: ["event_id", "event_type", "event_data", "event_metadata"])
    func unreadable(column: String) throws {
        try withFolder { folder in
            let store = try SQLiteEventStore(path: folder + "/events.db", access: .creating)
            for id in ["a", "b", "c"] { _ = try store.append([EventStoreContract.event(id)], to: "s", expecting: .any) }
            for value in ["CAST(x'7B22FF227D' AS TEXT)", "x'62'"] {
                try SQLiteConnection(folder + "/events.db", mode: .readWrite).execute("UPDATE event_store SET \(column) = \(value) WHERE version = 2")
                let reads: [() throws -> Void] = [
                    { _ = try store.events(in: "s", from: 1, limit: nil) },
                    { if column != "event_id" { _ = try store.event(id: "b") } else { _ = try store.events(in: "s", from: 2, limit: 1) } },
                ]
                for read in reads {
                    let error = #expect(throws: RefoldError.self) { try read() }
                    #expect(error?.description.hasPrefix("event at position 2 ") == true)
                    #expect(error?.description.contains("\(column) is ") == true && error?.isOfStoredEvents == true)
                }
            }
        }
    }
}
