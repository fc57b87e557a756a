import RefoldLayouts
import RefoldPostgres
import RefoldTesting
import RefoldValues
@testable import RefoldPostgres

/// A session of another framework's application, which appends events by the framework's own statements.
struct LayoutWriter {
    let fixture: LayoutFixture
    let connection: PostgresConnection

    /// - Parameter lockTimeout: how long it waits for another writer: a test with one thread would wait for itself.
    init(_ fixture: LayoutFixture, _ uri: String, lockTimeout: String = "50ms") throws {
        self.fixture = fixture
        connection = try PostgresConnection(
            PostgresLocation(uri, from: "test"), settings: ["search_path": "public", "lock_timeout": lockTimeout, "statement_timeout": "20s"])
    }

    func run(_ sql: String) throws { try connection.execute(sql, to: "write") }

    /// Appends an event in the open transaction, or in one of its own.
    ///
    /// - Returns: false if another writer is in the way. The number of the event may then be lost, as it is if a transaction fails.
    func insert(_ event: InsertedEvent) throws -> Bool {
        let isOpen = connection.isInTransaction
        try run(isOpen ? "SAVEPOINT attempt" : "BEGIN")
        do {
            // The framework waits as long as it takes.
            for statement in try fixture.insertion(event) where !statement.hasPrefix("SET LOCAL lock_timeout") { try run(statement) }
        } catch let error as RefoldError {
            guard ["55P03", "40P01"].contains(connection.lastState) else { throw error }
            try run(isOpen ? "ROLLBACK TO SAVEPOINT attempt" : "ROLLBACK")
            return false
        }
        if !isOpen { try run("COMMIT") }
        return true
    }
}

extension PostgresLayoutTable {
    /// The table of a layout in a database, with a session that may read it.
    static func test(_ uri: String, _ layout: StoreLayout) throws -> (table: PostgresLayoutTable, connection: PostgresConnection) {
        let connection = try PostgresConnection(PostgresLocation(uri, from: "test"), settings: PostgresScanStatement.settings, readsOnly: true)
        let catalog = try PostgresTableCatalog.read(for: [layout], on: connection)
        guard let found = try LayoutChoice.only(layout).layout(in: catalog, of: .postgresql, at: "test", quoting: PostgresName.quoted) else {
            throw RefoldError(.failed, "the layout does not fit")
        }
        try connection.enter(found)
        return (try PostgresLayoutTable(found, on: connection), connection)
    }

    /// The sequence that numbers the events, as SQL; nil if none does.
    func sequence(on connection: PostgresConnection) throws -> String? {
        guard !layout.isSerialized, !layout.isNumbered else { return nil }
        let source = try PostgresPositionSource(of: "test", roots: roots, numbering, on: connection)
        return try source.relations.last.map { try connection.query("SELECT format('%I.%I', relnamespace::regnamespace::text, relname) FROM pg_class WHERE oid = $1::oid", [$0], to: "name a sequence").text(0, 0) }
    }
}
