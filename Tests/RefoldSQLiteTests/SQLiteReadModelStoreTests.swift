import Foundation
import RefoldCore
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization
import Testing

@Suite("Read models")
struct ReadModelStoreTests {
    private static let now: @Sendable () -> Timestamp = { .first }

    @Test("on SQLite pass every check", arguments: ReadModelStoreContract.checks)
    func sqlite(_ check: ReadModelCheck) throws {
        try withFolder { folder in try check.run(SQLiteReadModelStore(path: folder + "/models.db", now: Self.now)) }
    }

    @Test("in memory pass every check", arguments: ReadModelStoreContract.checks)
    func memory(_ check: ReadModelCheck) throws { try check.run(MemoryReadModelStore(patience: .seconds(2))) }

    @Test("are views that show times and dates as text and decimals as numbers")
    func view() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try Self.serve(rows: [(1_709_285_400_250_000, 19782, 1990), (-1, -1, -5), (0, 0, 0)], in: path)
            let reader = try SQLiteConnection(path, mode: .readOnly)
            let statement = try reader.prepare("SELECT id, at, day, amount, missing FROM things ORDER BY id")
            var lines: [String] = []
            while try statement.step() { lines.append((0..<5).map { statement.text($0) }.joined(separator: "|")) }
            #expect(lines == [
                "0|2024-03-01T09:30:00.25Z|2024-02-29|19.9|", "1|1969-12-31T23:59:59.999999Z|1969-12-31|-0.05|", "2|1970-01-01T00:00:00Z|1970-01-01|0.0|",
            ])
        }
    }

    @Test("show amounts in their currency, so that they sort and add up; the table keeps the exact last places")
    func amounts() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            let schema = ReadModelSchema(
                name: "things", key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("paid", .money(currency: "currency")), ColumnSchema("currency", .text)])
            let rows: [(Int64, String)] = [(145_874_418, "EUR"), (2500, "JPY"), (1500, "KWD"), (123_456_789_012_345, "EUR"), (12_345_678, "CLF")]
            try ServedRows.serve(
                rows.enumerated().map { [.units(Int64($0)), .units($1.0), .text($1.1)] }, of: schema, in: SQLiteReadModelStore(path: path, now: Self.now))
            let reader = try SQLiteConnection(path, mode: .readOnly)
            let shown = try reader.prepare("SELECT paid, typeof(paid) FROM things ORDER BY id")
            var lines: [String] = []
            while try shown.step() { lines.append("\(shown.text(0)) \(shown.text(1))") }
            #expect(lines == ["1458744.18 real", "2500 integer", "1.5 real", "1234567890123.45 real", "1234.5678 real"])
            #expect(try reader.integer("SELECT paid FROM \"things#1\" WHERE id = 3") == 123_456_789_012_345)
        }
    }

    @Test("whose view is that of an earlier version are read as they are, and get the view of this one with the next run")
    func olderView() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try Self.serve(rows: [(0, 0, 1990)], in: path)
            let connection = try SQLiteConnection(path, mode: .readWrite)
            try connection.execute("DROP VIEW things; CREATE VIEW \"things\" AS SELECT \"id\", \"amount\" FROM \"things#1\"")
            let store = SQLiteReadModelStore(path: path, now: Self.now)
            let served = try #require(try store.generations().first { $0.state == .served })
            _ = try store.update(served)
            let shown = try connection.prepare("SELECT amount FROM things")
            #expect(try shown.step() && shown.text(0) == "19.9")
        }
    }

    @Test("show a reader the old rows or the new ones, never a mixture and never an error")
    func readersWhileSwitching() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try Self.serve(rows: Array(repeating: (0, 0, 0), count: 500), in: path)
            let isDone = Atomic(false)
            let wrong = Mutex<[String]>([])
            let reads = Atomic(0)
            let group = DispatchGroup()
            DispatchQueue.global().async(group: group) {
                repeat {
                    do {
                        // A short wait: the first connection to open the file initializes its shared memory, and others meet a lock at that
                        // moment.
                        let reader = try SQLiteConnection(path, mode: .readOnly, busyTimeout: .seconds(5))
                        let statement = try reader.prepare("SELECT count(*), count(DISTINCT amount) FROM things")
                        _ = try statement.step()
                        if statement.integer(0) != 500 || statement.integer(1) != 1 {
                            wrong.withLock { $0.append("\(statement.integer(0)) rows of \(statement.integer(1)) generations") }
                        }
                        reads.add(1, ordering: .relaxed)
                    } catch {
                        wrong.withLock { $0.append("\(error)") }
                    }
                } while !isDone.load(ordering: .acquiring)
            }
            let end = ContinuousClock.now + .seconds(120)
            for round in 1...30 {
                // It is to read between switches.
                while reads.load(ordering: .relaxed) < round / 10, wrong.withLock({ $0.isEmpty }), ContinuousClock.now < end { usleep(20_000) }
                try Self.serve(rows: Array(repeating: (0, 0, Int64(round)), count: 500), in: path)
            }
            isDone.store(true, ordering: .releasing)
            group.wait()
            #expect(wrong.withLock { $0 } == [])
            #expect(reads.load(ordering: .relaxed) >= 3)
        }
    }

    @Test("in a file that is not a database report it")
    func notADatabase() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try Data(repeating: 65, count: 5000).write(to: URL(filePath: path))
            let error = #expect(throws: RefoldError.self) { try SQLiteReadModelStore(path: path, now: Self.now).generations() }
            #expect(error?.status == .failed)
            #expect(error?.description.contains("not a") == true)
        }
    }

    @Test("of a version of Refold without store fingerprints are read unchanged, and get one with the next write")
    func olderCatalogue() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            let store = SQLiteReadModelStore(path: path, now: Self.now)
            let forget = { try SQLiteConnection(path, mode: .create).execute(
                    "ALTER TABLE refold_generations DROP COLUMN store; ALTER TABLE refold_generations DROP COLUMN seal; ALTER TABLE refold_generations DROP COLUMN zones") }
            try Self.serve(rows: [(0, 0, 5)], in: path)
            try forget()
            let served = try #require(try store.generations().first)
            #expect(served.store == nil)
            try store.update(served).apply([], position: 2, store: StoreFingerprint(value: 9))
            #expect(try store.generations().map(\.store) == [StoreFingerprint(value: 9)])
            try forget()
            try Self.serve(rows: [(0, 0, 6)], in: path)
            #expect(try store.generations().map(\.state) == [.previous, .served])
        }
    }

    @Test("get a dropped view back, and report a missing table")
    func dropped() throws {
        try withFolder { folder in
            let path = folder + "/models.db"
            try Self.serve(rows: [(0, 0, 5)], in: path)
            let store = SQLiteReadModelStore(path: path, now: Self.now)
            let served = try #require(try store.generations().first)
            let other = try SQLiteConnection(path, mode: .create)
            try other.execute("DROP VIEW things")
            _ = try store.update(served)
            #expect(try other.integer("SELECT amount * 100 FROM things") == 5)
            try other.execute("DROP TABLE \"things#1\"")
            let error = #expect(throws: RefoldError.self) { try store.update(served) }
            #expect(error?.faults.first?.remedy == "run refold rebuild things")
        }
    }

    private static func serve(rows: [(at: Int64, day: Int64, amount: Int64)], in path: String) throws {
        let schema = ReadModelSchema(
            name: "things", key: [ColumnSchema("id", .integer)],
            columns: [
                ColumnSchema("at", .timestamp), ColumnSchema("day", .date), ColumnSchema("amount", .decimal(scale: 2)), ColumnSchema("missing", .text),
            ])
        let builder = try SQLiteReadModelStore(path: path, now: now).build(schema, version: 1, fingerprint: 0)
        let block = RowBlock(columnCount: 4)
        for (id, row) in rows.enumerated() {
            var key: [UInt8] = []
            KeyEncoding.append(Int64(id), to: &key)
            block.beginRow(key: key.span)
            block.set(0, to: row.at)
            block.set(1, to: row.day)
            block.set(2, to: row.amount)
        }
        try builder.write(block)
        _ = try builder.finish(at: 1)
        try builder.promote()
    }
}
