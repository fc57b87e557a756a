import Foundation
import RefoldCore
import RefoldJSON
import RefoldLayouts
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres
@testable import RefoldSQLite

@Suite("Random payloads in the columns of another framework")
struct RandomPayloadTests {
    /// An object with values of any kind.
    private static func object(_ random: inout SeededNumbers, depth: Int = 0) -> String {
        let members = (0..<Int(random.next() % 5)).map { number in
            "\(JSONWriter.string("k\(number)" + text(&random)))\(blank(&random)):\(blank(&random))\(value(&random, depth: depth + 1))"
        }
        return "{" + blank(&random) + members.joined(separator: blank(&random) + ",") + "}"
    }

    private static func value(_ random: inout SeededNumbers, depth: Int) -> String {
        switch random.next() % (depth > 4 ? 7 : 10) {
        case 0: "null"
        case 1: "true"
        case 2: "\(Int64(bitPattern: random.next()))"
        case 3: "\(Int64(random.next() % 1000)).\(random.next() % 1000)0"
        case 4: "-\(random.next() % 10).\(random.next())e\(random.next() % 20)"
        case 5: JSONWriter.string(text(&random))
        case 6: "\"\\u00\(["e9", "20", "7b", "0a"][Int(random.next() % 4)])\\\\ \\/ \\ud83d\\ude00\""
        case 7: "[" + (0..<Int(random.next() % 4)).map { _ in value(&random, depth: depth + 1) }.joined(separator: ", ") + "]"
        default: object(&random, depth: depth)
        }
    }

    private static func text(_ random: inout SeededNumbers) -> String {
        String((0..<Int(random.next() % 6)).map { _ in ["a", "é", "'", "\"", "\\", "\n", "🙂", "$$", ":", "e\u{301}", "\t", "{"][Int(random.next() % 12)] }.joined())
    }

    private static func blank(_ random: inout SeededNumbers) -> String { ["", " ", "\n  ", "\t"][Int(random.next() % 4)] }

    private static func payloads(_ seed: UInt64) -> [String] {
        var random = SeededNumbers(seed)
        return (0..<300).map { _ in object(&random) } + [#"{"long":"\#(String(repeating: "ä", count: 200_000))"}"#]
    }

    private static let select = """
        SELECT e.id AS position, NULL AS event_id, NULL AS stream, NULL AS version, 'T' AS type, e.body AS data, e.body AS metadata, \
        '2024-03-01' AS occurred_at, NULL AS recorded_at FROM app_events AS e
        """

    private func check(_ store: any EventStore, _ payloads: [String], isSame: Bool) throws {
        let events = try EventStoreContract.everything(in: store)
        #expect(events.count == payloads.count)
        for (stored, payload) in zip(events, payloads) {
            for text in [stored.event.data, stored.event.metadata] {
                let isEqual = isSame ? ExactText(text) == ExactText(payload) : JSONCanonical.isEqual(text.utf8.span, payload.utf8.span)
                #expect(isEqual, "\(payload.prefix(500)) became \(text.prefix(500))")
            }
        }
    }

    @Test("come back equal from PostgreSQL", arguments: ["text", "bytea", "json", "jsonb"], [11, 12] as [UInt64])
    func postgres(_ type: String, _ seed: UInt64) throws {
        let uri = try PostgresCluster.newDatabase()
        let connection = try PostgresConnection(PostgresLocation(uri, from: "test"), settings: ["search_path": "public"])
        try connection.execute("CREATE TABLE app_events (id bigserial PRIMARY KEY, body \(type))", to: "create a table")
        let payloads = Self.payloads(seed)
        let value = type == "bytea" ? "convert_to($1, 'UTF8')" : "CAST($1::text AS \(type))"
        for payload in payloads { _ = try connection.query("INSERT INTO app_events (body) VALUES (\(value))", [payload], to: "write") }
        var layout = HostileLayouts.layout(Self.select)
        layout.name = "random"
        try check(PostgresLayoutStore.test(uri, .only(layout)), payloads, isSame: type != "jsonb")
    }

    @Test("come back equal from SQLite", arguments: ["TEXT", "BLOB"], [13, 14] as [UInt64])
    func sqlite(_ type: String, _ seed: UInt64) throws {
        try withFolder { folder in
            let path = folder + "/store.db"
            let payloads = Self.payloads(seed)
            do {
                let connection = try SQLiteConnection(path, mode: .create)
                try connection.execute("CREATE TABLE app_events (id INTEGER PRIMARY KEY, body \(type)); BEGIN")
                for payload in payloads {
                    let insert = try connection.prepare("INSERT INTO app_events (body) VALUES (CAST(?1 AS \(type)))")
                    try insert.bind(1, payload)
                    _ = try insert.step()
                }
                try connection.execute("COMMIT")
            }
            try check(SQLiteLayoutStore.test(path, .only(HostileLayouts.layout(Self.select, database: .sqlite))), payloads, isSame: true)
        }
    }
}
