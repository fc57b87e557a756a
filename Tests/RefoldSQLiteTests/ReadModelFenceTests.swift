import Foundation
import RefoldCore
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("Runs on the same file of read models")
struct ReadModelFenceTests {
    private static let now: @Sendable () -> Timestamp = { .first }
    private static let schema = ReadModelSchema(
        name: "things", key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("amount", .decimal(scale: 2))], indexes: [["amount"]])

    @discardableResult
    private static func serve(_ amounts: [Int64], in store: SQLiteReadModelStore, at position: Position = 1) throws -> Generation {
        let builder = try store.build(schema, version: 1, fingerprint: 7)
        try builder.write(block(amounts))
        _ = try builder.finish(at: position)
        try builder.promote()
        return try #require(try store.generations().first { $0.state == .served })
    }

    private static func block(_ amounts: [Int64]) -> RowBlock {
        let block = RowBlock(columnCount: 1)
        for (id, amount) in amounts.enumerated() {
            var key: [UInt8] = []
            KeyEncoding.append(Int64(id), to: &key)
            block.beginRow(key: key.span)
            block.set(0, to: amount)
        }
        return block
    }

    @Test("are kept apart by a lock on the file, whatever path leads to it and whatever happens to the lock file")
    func names() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try Self.serve([1], in: SQLiteReadModelStore(path: path, now: Self.now))
            let lock = try SQLiteReadModelStore(path: path, now: Self.now).lock(.projection("things"))
            try FileManager.default.createSymbolicLink(atPath: folder + "/link.db", withDestinationPath: "models.db")
            try FileManager.default.createDirectory(atPath: folder + "/deep", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: folder + "/deep/up", withDestinationPath: "..")
            try FileManager.default.linkItem(atPath: path, toPath: folder + "/second.db")
            for name in ["models.db", "link.db", "deep/up/models.db", "second.db"] {
                let other = SQLiteReadModelStore(path: folder + "/" + name, now: Self.now)
                let error = #expect(throws: RefoldError.self, "\(name)") { _ = try other.lock(.projection("things")) }
                #expect(error?.status == .busy)
                _ = try other.lock(.projection("other"))
            }
            try FileManager.default.removeItem(atPath: path + "-lock")
            let error = #expect(throws: RefoldError.self) { _ = try SQLiteReadModelStore(path: path, now: Self.now).lock(.projection("things")) }
            #expect(error?.status == .busy)
            withExtendedLifetime(lock) {}
        }
    }

    @Test("do not write to a file with a second name, whose log they would not see")
    func hardLink() throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: Self.now)
            let served = try Self.serve([1], in: store)
            try FileManager.default.linkItem(atPath: folder + "/models.db", toPath: folder + "/second.db")
            for name in ["models.db", "second.db"] {
                let error = #expect(throws: RefoldError.self) { _ = try SQLiteReadModelStore(path: folder + "/" + name, now: Self.now).update(served) }
                #expect(error?.description.contains("2 names") == true)
            }
            try FileManager.default.removeItem(atPath: folder + "/second.db")
            _ = try store.update(served)
        }
    }

    @Test(
        "do not go on from a catalog that was changed by hand, and a rebuild heals it",
        arguments: [
            "UPDATE refold_generations SET position = 0", "UPDATE refold_generations SET position = 3", "UPDATE refold_generations SET row_count = 0",
            "UPDATE refold_generations SET version = 2", "UPDATE refold_generations SET fingerprint = 8", "UPDATE refold_generations SET store = 5",
            "UPDATE refold_generations SET generation = 9223372036854775807", "UPDATE refold_columns SET name = 'other' WHERE name = 'amount'",
            "UPDATE refold_columns SET scale = 3 WHERE name = 'amount'", "DELETE FROM refold_columns", "DROP TABLE refold_columns", "DROP TABLE refold_indexes",
        ])
    func changedCatalog(_ change: String) throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: Self.now)
            try Self.serve([1, 2], in: store, at: 5)
            try SQLiteConnection(folder + "/models.db", mode: .readWrite).execute(change)
            let served = try #require(try store.generations().first)
            #expect(served.isAltered)
            let updated = #expect(throws: RefoldError.self) { _ = try store.update(served) }
            #expect(updated?.status == .refused)
            let read = #expect(throws: RefoldError.self) { _ = try store.snapshot(of: "things") }
            #expect(read?.description.contains("run refold rebuild things") == true)
            let rebuilt = try Self.serve([4], in: store, at: 6)
            #expect(!rebuilt.isAltered)
            #expect(try store.snapshot(of: "things")?.generation.rows == 1)
            try store.update(rebuilt).apply([], position: 7)
        }
    }

    @Test(
        "heal a catalog of which a table was dropped", arguments: ["refold_generations", "refold_numbers", "refold_columns", "refold_indexes"])
    func droppedTable(_ table: String) throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: Self.now)
            try Self.serve([1, 2], in: store, at: 5)
            try Self.serve([1], in: store, at: 6)
            let other = try SQLiteConnection(folder + "/models.db", mode: .readWrite)
            try other.execute("DROP TABLE \(table)")
            let rebuilt = try Self.serve([1, 2, 3], in: store, at: 7)
            #expect(rebuilt.number == 3)
            #expect(try other.integer("SELECT count(*) FROM things") == 3)
            try Self.serve([5], in: store, at: 8)
            #expect(try store.generations().map(\.number) == [3, 4])
            // Tables that the catalog no longer lists are gone from the file.
            #expect(try other.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name GLOB 'things#*'") == 2)
        }
    }

    @Test(
        "do without what is known of event types if somebody has changed it, and keep it anew",
        arguments: [
            "UPDATE refold_types SET position = 8", "UPDATE refold_types SET store = 8", "UPDATE refold_types SET types = '{\"A\":0}'",
            "UPDATE refold_types SET types = '{'", "UPDATE refold_types SET types = x'00', position = 'a'", "UPDATE refold_types SET seal = seal + 1",
            "DELETE FROM refold_types", "DROP TABLE refold_types",
        ])
    func changedTypes(_ change: String) throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: Self.now)
            let types = KnownTypes(["A": 3, "B": 0], upTo: 7, of: StoreFingerprint(value: 9))
            try store.note(types)
            try SQLiteConnection(folder + "/models.db", mode: .readWrite).execute(change)
            #expect(try store.knownTypes() == nil)
            try store.note(types)
            #expect(try store.knownTypes() == types)
        }
    }

    @Test("leave alone a table of somebody's that has the name of the one for event types")
    func strangeTypes() throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: Self.now)
            try Self.serve([1], in: store)
            try SQLiteConnection(folder + "/models.db", mode: .readWrite).execute("CREATE TABLE refold_types (a)")
            #expect(try store.knownTypes() == nil)
            #expect(throws: RefoldError.self) { try store.note(KnownTypes([:], upTo: 7, of: StoreFingerprint(value: 9))) }
            #expect(try store.knownTypes() == nil)
        }
    }

    @Test("refuse what somebody else has put in the place of the view, and take back a view that was pointed elsewhere")
    func view() throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: Self.now)
            try Self.serve([1], in: store)
            let served = try Self.serve([1, 2], in: store)
            let other = try SQLiteConnection(folder + "/models.db", mode: .readWrite)
            for place in ["CREATE TABLE things (id, amount)", "CREATE VIEW things AS SELECT 1 AS id"] {
                try other.execute("DROP VIEW things; \(place)")
                let updated = #expect(throws: RefoldError.self) { _ = try store.update(served) }
                #expect(updated?.status == .refused)
                let built = #expect(throws: RefoldError.self) { try Self.serve([1], in: store) }
                #expect(built?.status == .refused)
                try other.execute("DROP \(place.hasPrefix("CREATE TABLE") ? "TABLE" : "VIEW") things; CREATE VIEW things AS SELECT id FROM \"things#1\"")
                _ = try store.update(served)
                #expect(try other.integer("SELECT count(amount) FROM things") == 2)
            }
        }
    }

    @Test("continue from the highest number in use, and report what to do at the end of all numbers")
    func numbers() throws {
        try withFolder { folder in
            let store = SQLiteReadModelStore(path: folder + "/models.db", now: Self.now)
            try Self.serve([1], in: store)
            let other = try SQLiteConnection(folder + "/models.db", mode: .readWrite)
            try other.execute("UPDATE refold_numbers SET last = 9223372036854775807")
            let error = #expect(throws: RefoldError.self) { try Self.serve([2], in: store) }
            #expect(error?.faults.first?.remedy?.hasPrefix("delete the line of \"things\" from refold_numbers") == true)
            try other.execute("DELETE FROM refold_numbers WHERE projection = 'things'")
            #expect(try Self.serve([2], in: store).number == 2)
        }
    }

    @Test("wait no longer than allowed, report for whom, and end on request")
    func waits() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            let served = try Self.serve([1], in: SQLiteReadModelStore(path: path, now: Self.now))
            let holder = Process()
            holder.executableURL = URL(filePath: "/usr/bin/env")
            holder.arguments = ["python3", "-c", Self.holding, path]
            let (ready, go) = (Pipe(), Pipe())
            (holder.standardOutput, holder.standardInput) = (ready, go)
            try holder.run()
            defer {
                kill(holder.processIdentifier, SIGKILL)
                holder.waitUntilExit()
            }
            _ = ready.fileHandleForReading.availableData
            let waits = RecordedWaits(endsOnNotice: true)
            let patient = SQLiteReadModelStore(path: path, now: Self.now, waits: waits.policy(.seconds(60)))
            let cancelled = #expect(throws: RefoldError.self) { try patient.update(served).apply([], position: 2) }
            #expect(cancelled?.status == .incomplete)
            #expect(waits.waits.first?.holders.map(\.transaction) == [.process(holder.processIdentifier)])
            let hasty = SQLiteReadModelStore(path: path, now: Self.now, waits: RecordedWaits().policy(.milliseconds(100)))
            let overdue = #expect(throws: RefoldError.self) { _ = try hasty.build(Self.schema, version: 1, fingerprint: 7) }
            #expect(overdue?.status == .busy)
            #expect(overdue?.description.contains("process \(holder.processIdentifier)") == true)
        }
    }

    /// Takes the write lock, reports it, and keeps it until its input ends.
    private static let holding = """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1], isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        print("ready", flush=True)
        sys.stdin.read()
        """
}
