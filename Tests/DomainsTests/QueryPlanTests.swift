import Foundation
import RefoldCommands
import RefoldCore
import RefoldJSON
import RefoldQueries
import RefoldStores
import RefoldTesting
import Testing
@testable import RefoldPayments
@testable import RefoldPostgres
@testable import RefoldPosts
@testable import RefoldSQLite
@testable import RefoldUserAccess

@Suite("Every statement of every query")
struct QueryPlanTests {
    typealias Cell = InMemorySnapshot.Cell

    /// The selection of a query, and its values.
    struct Asked: CustomStringConvertible, Sendable {
        var description: String
        var selection: RowSelection
        var limit: Int
        var hasOffset = false
    }

    private static let lists: [(name: String, selection: RowSelection)] = [
        ("payments list", StoredPaymentQueries.ofOrganization), ("payments list of a status", StoredPaymentQueries.ofStatus),
        ("posts last", StoredPostQueries.byTime), ("posts top", StoredPostQueries.byScore), ("posts by user", StoredPostQueries.ofUser),
        ("access suspended", StoredUserAccessQueries.bySuspension),
    ]

    private static let figures: [(name: String, selection: RowSelection)] = [
        ("payments analytics", StoredPaymentFigures.ofOrganization), ("payments analytics of all", StoredPaymentFigures.ofAll),
        ("payments analytics by event day", StoredPaymentEventFigures.ofOrganization),
        ("payments analytics by event day of all", StoredPaymentEventFigures.ofAll),
    ]

    private static let records: [(name: String, selection: RowSelection)] = [
        ("payments get", StoredPaymentQueries.byID), ("posts get", StoredPostQueries.byID), ("access get", StoredUserAccessQueries.byUser),
    ]

    static var asked: [Asked] {
        var asked = records.map { Asked(description: $0.name, selection: $0.selection, limit: 1) }
        asked += figures.map { Asked(description: $0.name, selection: $0.selection, limit: .max) }
        for (name, selection) in lists {
            asked += [
                Asked(description: name, selection: selection, limit: 21),
                Asked(description: name + ", the largest page", selection: selection, limit: 1001),
                Asked(description: name + ", a page by number", selection: selection, limit: 21, hasOffset: true),
                Asked(description: name + ", a page by cursor", selection: selection.with(.after), limit: 21),
                Asked(description: name + ", a range", selection: selection.with(.range), limit: 21),
                Asked(description: name + ", a page of a range by cursor", selection: selection.with(.afterWithin), limit: 21),
            ]
        }
        return asked
    }

    /// Serves all read models with so many rows that a scan would cost more than the index.
    static func fill(_ store: any ReadModelStore) throws {
        let count: Int64 = 20_000
        func serve(_ schema: ReadModelSchema, _ row: (Int64) -> [String: Cell]) throws {
            let rows = (0..<count).map { number in
                let cells = row(number)
                return schema.allColumns.map { cells[$0.name] ?? .null }
            }
            try ServedRows.serve(rows, of: schema, in: store)
        }
        // One organisation has half of all, one user too.
        func some(_ number: Int64) -> Cell { .text(number % 2 == 0 ? "o0" : "o\(number % 199)") }
        try serve(Projection.payments.schema) { number in
            [
                "id": .text("payment-\(number * 7919 % count)"), "organization_id": some(number),
                "created_at": .units(number * 31 % count * 1_000_000),
                "status": .text("initiated"), "customer_name": .text("somebody of \(number)"), "amount": .units(number), "currency": .text("EUR"),
            ]
        }
        try serve(PaymentQueriesContract.analyticsSchema) { number in
            [
                "organization_id": .text("o\(number / 200)"), "currency": .text(["EUR", "JPY"][Int(number % 2)]),
                "minutes": .units(number % 4 < 2 ? 15 : 1440), "starts_at": .units(number / 4 % 50 * 86_400_000_000), "payments": .units(1),
                "amount": .units(1),
            ]
        }
        try serve(PaymentQueriesContract.eventDaysSchema) { number in
            [
                "organization_id": .text("o\(number / 200)"), "currency": .text(["EUR", "JPY"][Int(number % 2)]), "day": .units(number / 2 % 100),
                "initiated": .units(1), "initiated_amount": .units(1),
            ]
        }
        try serve(Projection.posts.schema) { number in
            [
                "id": .text("post-\(number * 7919 % count)"), "title": .text("a title"), "user_id": some(number),
                "published_at": .units(number * 31 % count),
                "score": .units(number % 50), "votes_up": .units(50), "votes_down": .units(0), "body": .text(String(repeating: "body ", count: 20)),
            ]
        }
        try serve(Projection.userAccess.schema) { number in
            [
                "user_id": .text("user-\(number * 7919 % count)"), "granted_at": .units(number), "granted_by": .text("x"), "version": .units(1),
                "suspended_at": number % 20 == 0 ? .units(number * 31 % count) : .null,
            ]
        }
    }

    @Test("uses an index on SQLite, and sorts nothing")
    func sqlite() throws {
        try Adapter.sqlite.with { store, _ in
            try Self.fill(store)
            let path = String(store.name.dropFirst("sqlite:".count))
            let connection = try SQLiteConnection(path, mode: .readOnly)
            for asked in Self.asked {
                let generation = try #require(try store.generations().first { $0.projection == asked.selection.model })
                let resolved = try ResolvedSelection(asked.selection, in: generation.schema, of: "test")
                let sql = ReadModelTable(schema: generation.schema, generation: generation.number).select(asked.selection, resolved)
                let plan = try Self.plan("EXPLAIN QUERY PLAN " + sql, on: connection)
                #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH \(asked.selection.model)#1 USING "), "\(asked): \(plan)")
                let isAfter = asked.selection.bounds == .after || asked.selection.bounds == .afterWithin
                if isAfter { #expect(plan.first?.contains(")<(") == true, "\(asked): \(plan)") }
                if asked.selection.bounds == .afterWithin { #expect(plan.first?.contains(">?") == true, "\(asked): \(plan)") }
            }
        }
    }

    private static func plan(_ sql: String, on connection: SQLiteConnection) throws -> [String] {
        let statement = try connection.prepare(sql)
        var lines: [String] = []
        while try statement.step() { lines.append(statement.text(3)) }
        return lines
    }

    @Test("uses an index on PostgreSQL with Refold's settings, and sorts no more than a page")
    func postgres() throws {
        let location = try PostgresLocation(PostgresCluster.newDatabase(), from: "test")
        let store = PostgresReadModelStore(location) { .first }
        try Self.fill(store)
        let session = try PostgresReadSession(location, lockTimeout: 5000)
        for (number, asked) in Self.asked.enumerated() {
            let generation = try #require(try store.generations().first { $0.projection == asked.selection.model })
            let resolved = try ResolvedSelection(asked.selection, in: generation.schema, of: "test")
            let statement = PostgresSelection(asked.selection, resolved, limit: asked.limit, hasOffset: asked.hasOffset)
            // A generic plan does not depend on the values.
            let count = resolved.compared.count + (asked.hasOffset ? 1 : 0)
            let parameters = count == 0 ? "" : "(\(Array(repeating: "NULL", count: count).joined(separator: ", ")))"
            try session.connection.execute("PREPARE plan_\(number) AS \(statement.sql)", to: "prepare")
            let explained = try session.connection.query("EXPLAIN (FORMAT JSON) EXECUTE plan_\(number)\(parameters)", to: "explain").text(0, 0)
            let nodes = try Self.nodes(of: explained)
            let scans = nodes.filter { ($0["Relation Name"] as? String)?.contains("#") == true }
            #expect(!scans.isEmpty && scans.allSatisfy { ($0["Node Type"] as? String)?.contains("Seq Scan") == false }, "\(asked): \(explained)")
            // A page is read in the order of the index, however long the range in which it lies.
            let isRead = scans.allSatisfy { ($0["Node Type"] as? String)?.contains("Bitmap") == false }
            #expect(isRead, "\(asked): \(explained)")
            for sort in nodes where (sort["Node Type"] as? String)?.contains("Sort") == true {
                #expect((sort["Plan Rows"] as? Int).map { $0 <= min(asked.limit, 1001) } == true, "\(asked): \(explained)")
            }
            if asked.selection.bounds == .after || asked.selection.bounds == .afterWithin {
                #expect(scans.contains { ($0["Index Cond"] as? String)?.contains("ROW(") == true }, "\(asked): \(explained)")
            }
        }
    }

    /// All nodes of a plan.
    private static func nodes(of explained: String) throws -> [[String: Any]] {
        let plans = try JSONSerialization.jsonObject(with: Data(explained.utf8)) as? [[String: Any]] ?? []
        func all(_ node: [String: Any]) -> [[String: Any]] { [node] + (node["Plans"] as? [[String: Any]] ?? []).flatMap(all) }
        return plans.compactMap { $0["Plan"] as? [String: Any] }.flatMap(all)
    }
}
