import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldLayouts
@testable import RefoldSQLite

@Suite("A layout for SQLite that means harm")
struct HostileSQLiteLayoutTests {
    private static let good = HostileLayouts.good

    private static let attempts = [
        good + ";", good + "; DELETE FROM app_events", good + ") AS e LIMIT 0; DELETE FROM app_events; SELECT * FROM (\(good)", good + ") AS e, (\(good)",
        good + " /*", good + " WHERE stream <> 'x", good + " WHERE stream <> \"x", good + " WHERE stream <> `x",
        "WITH gone AS (DELETE FROM app_events RETURNING *) " + good, "WITH more AS (INSERT INTO app_events (stream) VALUES ('evil') RETURNING *) " + good,
        "ATTACH 'FOLDER/other.db' AS other", "PRAGMA writable_schema = ON", "VACUUM INTO 'FOLDER/copy.db'", "DELETE FROM app_events",
        good.replacing("e.version AS version", with: "load_extension('FOLDER/none') AS version"),
        good.replacing("e.version AS version", with: "writefile('FOLDER/written', 'x') AS version"),
        good.replacing("e.version AS version", with: "fts3_tokenizer('simple', x'0000000000000000') AS version"),
        good.replacing("app_events", with: "pragma_journal_mode"), good.replacing("app_events", with: "other.app_events"),
    ]

    private func file(in folder: String) throws -> String {
        let path = folder + "/store.db"
        try SQLiteConnection(path, mode: .create).execute(
            "CREATE TABLE app_events (id INTEGER PRIMARY KEY, uuid TEXT, stream TEXT, version INTEGER, kind TEXT, body TEXT, at TEXT); " + HostileLayouts.rows)
        return path
    }

    @Test("is refused, and writes nothing", arguments: attempts, [false, true])
    func refused(_ attempt: String, _ isNumbered: Bool) throws {
        try withFolder { folder in
            let path = try file(in: folder)
            let before = try Data(contentsOf: URL(filePath: path))
            let layout = HostileLayouts.layout(attempt.replacing("FOLDER", with: folder), isNumbered: isNumbered, database: .sqlite)
            do {
                let store = try SQLiteLayoutStore.test(path, .only(layout))
                _ = try EventStoreContract.everything(in: store)
                // SQLite has the first statement alone run; such a text is refused before it.
                #expect(SelectText.fault(of: layout.select) != nil)
            } catch let error as RefoldError {
                #expect([.usage, .failed].contains(error.status))
                #expect(!error.description.contains("geheim"))
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["store.db"])
            let store = try SQLiteLayoutStore.test(path, .only(HostileLayouts.layout(Self.good, database: .sqlite)))
            #expect(try EventStoreContract.everything(in: store).map(\.stream) == ["a", "a", "b"])
        }
    }

    @Test("is refused as text, if it is not one SELECT")
    func texts() {
        for attempt in Self.attempts.prefix(8) + Self.attempts[10...13] { #expect(SelectText.fault(of: attempt) != nil, "\(attempt)") }
        #expect(SelectText.fault(of: Self.good) == nil)
    }

    @Test("or only speaks of letters in another case, does not make two types or streams one")
    func collation() throws {
        try withFolder { folder in
            let path = folder + "/store.db"
            try SQLiteConnection(path, mode: .create).execute(
                """
                CREATE TABLE app_events (id INTEGER PRIMARY KEY, uuid TEXT COLLATE NOCASE, stream TEXT COLLATE NOCASE, version INTEGER, kind TEXT COLLATE NOCASE,
                  body TEXT, at TEXT);
                INSERT INTO app_events (uuid, stream, version, kind, body, at) VALUES
                  ('x', 's', 1, 'opened', '{}', '2024-03-01'), ('X', 'S', 1, 'Opened', '{}', '2024-03-01'), ('y', 's', 2, 'OPENED', '{}', '2024-03-01');
                """)
            let store = try SQLiteLayoutStore.test(path, .only(HostileLayouts.layout(Self.good, database: .sqlite)))
            for check in ReadingContract.checks { try check.run(store) }
            // More types than SQLite takes parameters.
            let types = (0..<1200).map { "T\($0)" } + ["Opened"]
            let scan = try store.scan(EventQuery(after: 0, through: 3, types: types))
            let batch = EventBatch()
            #expect(try !scan.next(into: batch))
            #expect((0..<batch.count).map { batch[$0].position } == [2])
        }
    }
}
