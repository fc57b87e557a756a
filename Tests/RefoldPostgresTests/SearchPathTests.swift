import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("The search path of a session on PostgreSQL")
struct SearchPathTests {
    @Test("leads to no foreign object, whether the database or the URI puts its schema first", arguments: [true, false])
    func strangers(byDatabase: Bool) throws {
        let uri = try PostgresCluster.newDatabase()
        _ = try PostgresEventStoreTests.store(uri).append([EventStoreContract.event("a")], to: "s", expecting: .any)
        let strangers = try StrangersSchema(in: uri)
        if byDatabase { try strangers.takePath() }
        let path = byDatabase ? uri : strangers.uriWithPath
        let store = try PostgresEventStoreTests.store(path)
        #expect(try store.append([EventStoreContract.event("b")], to: "s", expecting: .exactly(1)) == .appended(version: 2, position: 2))
        #expect(try store.append([EventStoreContract.event("c"), EventStoreContract.event("d")], to: "t", expecting: .any) == .appended(version: 2, position: 4))
        #expect(try store.bound(remembered: 0) == Bound(position: 4, newest: 4))
        #expect(try store.samples(upTo: [3]).first??.stream == "t")
        #expect(try store.events(in: "s", from: 1, limit: nil).count == 2)
        let read = EventBatch(events: 8)
        _ = try store.scan(EventQuery(after: 0, through: 4, types: ["Happened"], columns: .all)).next(into: read)
        #expect(read.count == 4)

        let models = try Things.store(path)
        try Things.serve(Things.rows(2, amount: 1), in: models)
        _ = try PostgresCluster.psql(uri, "SET search_path = pg_catalog; GRANT SELECT ON read_models.things TO PUBLIC; GRANT SELECT (id) ON read_models.\"things#1\" TO PUBLIC")
        let served = try Things.serve(Things.rows(3, amount: 2), in: models)
        try models.update(served).apply([Things.rows(1, amount: 9)], position: 3)
        #expect(try Things.amounts(in: models) == [9, 2, 2])
        let reader = PostgresReadModelReader(try PostgresLocation(path, from: "test"))
        #expect(try reader.revision(of: "things")?.position == 3)
        #expect(try models.lock(.projection("things")) is PostgresRunLock)
        #expect(try strangers.used() == "")
    }

    @Test("of the role is where the store is found and created, also after pg_catalog and in schemas with odd names")
    func schemas() throws {
        let uri = try PostgresCluster.newDatabase()
        _ = try PostgresCluster.psql(uri, "CREATE SCHEMA \"a,b\"; CREATE SCHEMA \"c \"\"d\\\\\"; CREATE SCHEMA empty")
        func store(_ path: String) throws -> PostgresEventStore {
            try PostgresEventStoreTests.store(uri + "&options=-csearch_path%3D" + (path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""))
        }
        let odd = try store("nowhere,\"c\\ \"\"d\\\\\\\\\",public")
        _ = try odd.append([EventStoreContract.event("a")], to: "s", expecting: .any)
        #expect(try PostgresCluster.psql(uri, "SELECT schemaname FROM pg_tables WHERE tablename = 'event_store'") == "c \"d\\\\")
        #expect(try store("empty,\"a,b\",\"c\\ \"\"d\\\\\\\\\",pg_catalog").version(of: "s") == 1)
        let error = #expect(throws: RefoldError.self) { try store("nowhere").append([EventStoreContract.event("b")], to: "s", expecting: .any) }
        #expect(error?.description.contains("leads to no schema") == true)
    }

    @Test("and every setting that changes a result are set before the first query; settings that make a server skip rows are refused")
    func settings() throws {
        let uri = try PostgresCluster.newDatabase()
        let role = try SwitchTests.newRole(uri)
        let odd = [
            "search_path = public", "DateStyle = 'German'", "IntervalStyle = iso_8601", "TimeZone = 'Asia/Tokyo'", "extra_float_digits = 0",
            "bytea_output = escape", "transform_null_equals = on", "array_nulls = off", "quote_all_identifiers = on", "row_security = on",
            "standard_conforming_strings = off", "default_transaction_isolation = serializable", "client_encoding = 'LATIN1'", "xmloption = document",
            "default_transaction_deferrable = on", "synchronous_commit = off", "backslash_quote = on",
        ]
        _ = try PostgresCluster.psql(uri, "ALTER ROLE \(role) LOGIN; " + odd.map { "ALTER ROLE \(role) SET \($0)" }.joined(separator: "; "))
        let location = try PostgresLocation(uri.replacing("user=postgres", with: "user=\(role)"), from: "test")
        let connection = try PostgresConnection(location)
        for (name, value) in [
            ("search_path", "pg_catalog, pg_temp"), ("DateStyle", "ISO, YMD"), ("IntervalStyle", "postgres"), ("TimeZone", "UTC"), ("extra_float_digits", "1"),
            ("bytea_output", "hex"), ("transform_null_equals", "off"), ("array_nulls", "on"), ("quote_all_identifiers", "off"), ("row_security", "off"),
            ("standard_conforming_strings", "on"), ("default_transaction_isolation", "read committed"), ("client_encoding", "UTF8"),
            ("xmloption", "content"), ("default_transaction_deferrable", "off"), ("synchronous_commit", "on"), ("backslash_quote", "safe_encoding"),
        ] {
            #expect(try connection.query("SHOW \(name)", to: "ask").text(0, 0).replacing("\"", with: "") == value, "\(name)")
        }
        _ = try PostgresCluster.psql(uri, "ALTER ROLE \(role) SET synchronous_commit = local; ALTER ROLE \(role) SET zero_damaged_pages = on")
        let error = #expect(throws: RefoldError.self) { try PostgresConnection(location) }
        #expect(error?.description.contains("zero_damaged_pages = on") == true, "\(error?.description ?? "")")
        _ = try PostgresCluster.psql(uri, "ALTER ROLE \(role) RESET zero_damaged_pages")
        #expect(try PostgresConnection(location).query("SHOW synchronous_commit", to: "ask").text(0, 0) == "local")
    }
}
