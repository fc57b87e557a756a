import Foundation
import RefoldCommands
import RefoldCore
import RefoldDomain
import RefoldEngine
import RefoldPayments
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("payment_events_by_day on a database")
struct StoredPaymentEventsByDayTests {
    private struct Group: Hashable {
        var organization: String
        var currency: String
        var day: Int64
    }

    /// The same sums by dictionaries over the events.
    private static func expected(_ events: [StoredEvent]) throws -> [Group: [Int64]] {
        let order = PaymentEvent.TypeName.all
        var payments: [String: (organization: String, money: Money)] = [:]
        var sums: [Group: [Int64]] = [:]
        for stored in events {
            if stored.event.type == order[0] {
                let (code, written, organization) = (try stored.text("currency"), try stored.text("amount"), try stored.text("organization_id"))
                let currency = try #require(Currency(code: code ?? ""))
                let amount = try #require(ExactDecimal(written ?? ""))
                let money = Money(minorUnits: try amount.units(scale: currency.minorDigits), currency: currency)
                payments[stored.stream] = (try #require(organization), money)
            }
            guard let payment = payments[stored.stream], let kind = order.firstIndex(of: stored.event.type) else { continue }
            let group = Group(
                organization: payment.organization, currency: payment.money.currency.code, day: Int64(stored.event.occurredAt.utcDate.days))
            sums[group, default: Array(repeating: 0, count: 8)][2 * kind] += 1
            sums[group, default: Array(repeating: 0, count: 8)][2 * kind + 1] += payment.money.minorUnits
        }
        return sums
    }

    private static func served(_ readModels: any ReadModelStore) throws -> [Group: [Int64]] {
        let snapshot = try #require(try readModels.snapshot(of: "payment_events_by_day"))
        var rows: [Group: [Int64]] = [:]
        try snapshot.rows(columns: Array(0..<11), where: nil, inKeyOrder: true) { (block) throws(RefoldError) in
            for row in 0..<block.count {
                func text(_ column: Int) -> String {
                    block.withBytes(row, column) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
                }
                rows[Group(organization: text(0), currency: text(1), day: block.integer(row, 2))] = (3..<11).map { block.integer(row, $0) }
            }
        }
        return rows
    }

    /// Seeds a store, copies it in steps into another and catches up after each.
    private func holds(on events: any EventStore, _ readModels: any ReadModelStore, seed: UInt64) throws {
        let source = MemoryEventStore()
        try Seed.payments.write(900, seed: seed, to: source)
        var random = SeededNumbers(seed)
        var next = 0
        while next < source.all.count {
            let end = min(source.all.count, next + Int.random(in: 1...400, using: &random))
            for stored in source.all[next..<end] { _ = try events.append([stored.event], to: stored.stream, expecting: .exactly(stored.version - 1)) }
            next = end
            let options = FoldOptions(
                memory: [0, 50_000, 1 << 30].randomElement(using: &random)!, workers: Int.random(in: 1...4, using: &random),
                batchEvents: Int.random(in: 1...300, using: &random), temporaryFolder: NSTemporaryDirectory(), saveEvery: .zero)
            _ = try FoldRun(events: events, readModels: readModels, options: options).catchUp([.paymentEventsByDay])
            #expect(try Self.served(readModels) == Self.expected(Array(source.all[..<end])))
        }
        let caughtUp = try Self.served(readModels)
        let options = FoldOptions(memory: 0, workers: 3, batchEvents: 50, temporaryFolder: NSTemporaryDirectory())
        _ = try FoldRun(events: events, readModels: readModels, options: options).rebuild([.paymentEventsByDay])
        #expect(try Self.served(readModels) == caughtUp)
        #expect(caughtUp.count > 100)
    }

    @Test("equals the reference sums after every catch-up and after a rebuild, on SQLite", arguments: [1, 2] as [UInt64])
    func sqlite(seed: UInt64) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-analytics-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try holds(
            on: SQLiteEventStore(path: folder.appendingPathComponent("events.db").path, access: .creating),
            SQLiteReadModelStore(path: folder.appendingPathComponent("models.db").path) { .first }, seed: seed)
    }

    @Test("equals the reference sums after every catch-up and after a rebuild, on PostgreSQL", arguments: [3] as [UInt64])
    func postgres(seed: UInt64) throws {
        let location = try PostgresLocation(PostgresCluster.newDatabase(), from: "test")
        try holds(on: PostgresEventStore(location, access: .creating), PostgresReadModelStore(location) { .first }, seed: seed)
    }
}
