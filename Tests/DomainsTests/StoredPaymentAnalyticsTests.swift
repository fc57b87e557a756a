import Foundation
import RefoldCore
import RefoldEngine
import RefoldPayments
import RefoldPostgres
import RefoldQueries
import RefoldSQLite
import RefoldStores
import RefoldValues
import Testing
@testable import RefoldTesting

@Suite("payment_analytics on a database")
struct StoredPaymentAnalyticsTests {
    /// Random events of payments: some in impossible orders, some repeated, some of other types.
    private static func events(_ count: Int, _ random: inout SeededNumbers) -> [(stream: String, event: NewEvent)] {
        let types = [PaymentEvent.TypeName.initiated] + PaymentEvent.TypeName.all + ["Noted"]
        return (0..<count).map { number in
            let payment = CreatedPayment.some(1, &random)[0], stream = Int.random(in: 0..<count / 3, using: &random)
            let type = types.randomElement(using: &random) ?? ""
            // A payment keeps its currency.
            let currency = ["EUR", "JPY", "TND"][stream % 3], amount = ExactDecimal(units: payment.units, scale: [2, 0, 3][stream % 3])
            let organization = stream % 17 == 0 ? "null" : "\"\(payment.organization)\""
            let data = type == PaymentEvent.TypeName.initiated
                ? #"{"organization_id":\#(organization),"amount":"\#(amount)","currency":"\#(currency)"}"# : "{}"
            return ("p\(stream)", NewEvent(id: "e\(number)", type: type, data: data, occurredAt: payment.at, recordedAt: payment.at))
        }
    }

    /// The payments that the events make, one after the other.
    private static func payments(_ events: some Sequence<(stream: String, event: NewEvent)>) throws -> [CreatedPayment] {
        var payments: [String: CreatedPayment] = [:], statuses: [String: Int] = [:]
        for (position, (stream, event)) in events.enumerated() {
            guard let status = PaymentEvent.TypeName.all.firstIndex(of: event.type) else { continue }
            statuses[stream] = status
            guard status == 0 else { continue }
            let stored = StoredEvent(position: Int64(position), stream: stream, version: 1, event: event)
            let currency = try #require(Currency(code: try stored.text("currency") ?? ""))
            let amount = try #require(ExactDecimal(try stored.text("amount") ?? ""))
            payments[stream] = CreatedPayment(
                organization: try stored.text("organization_id") ?? payments[stream]?.organization ?? "", currency: currency.code,
                units: try amount.units(scale: currency.minorDigits), status: 0, at: event.occurredAt)
        }
        // A payment without organisation does not count.
        return payments.filter { !$0.value.organization.isEmpty }.map { stream, payment in
            var payment = payment
            payment.status = statuses[stream] ?? 0
            return payment
        }
    }

    /// Appends the events in steps, and asks after a catch-up of each step, plainly and through a cache, and after a rebuild.
    private func holds(on store: any EventStore, _ readModels: any ReadModelStore, _ reader: any ReadModelReader, seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let events = Self.events(600, &random)
        let plain = StoredPaymentQueries(reader)
        let ways: [any PaymentQueries] = [plain, CachedPaymentQueries(plain, revision: reader.revision(of:))]
        func check(_ through: Int) throws {
            let payments = try Self.payments(events[..<through])
            for _ in 0..<12 {
                let organization = ["o1", "o2", nil].randomElement(using: &random) ?? nil
                let zone = try CreatedPayment.zone(&random), days = CreatedPayment.days(&random)
                let expected = CreatedPayment.figures(payments, of: organization, days, in: zone)
                for queries in ways {
                    let found = try queries.analytics(of: organization, created: TimeRange(from: days.from, to: days.to, in: zone)).value
                    #expect(found == expected, "\(organization ?? "all"), \(days) in \(zone.name), \(through) events")
                }
            }
        }
        func options() -> FoldOptions {
            FoldOptions(
                memory: [0, 50_000, 1 << 30].randomElement(using: &random) ?? 0, workers: Int.random(in: 1...4, using: &random),
                batchEvents: Int.random(in: 1...300, using: &random), temporaryFolder: NSTemporaryDirectory(), saveEvery: .zero)
        }
        var next = 0
        while next < events.count {
            let end = min(events.count, next + Int.random(in: 1...250, using: &random))
            for (stream, event) in events[next..<end] { _ = try store.append([event], to: stream, expecting: .any) }
            next = end
            _ = try FoldRun(events: store, readModels: readModels, options: options()).catchUp([.paymentAnalytics])
            try check(end)
        }
        let caughtUp = try ServedCells.all(of: .paymentAnalytics, in: readModels)
        _ = try FoldRun(events: store, readModels: readModels, options: options()).rebuild([.paymentAnalytics])
        try check(events.count)
        #expect(try ServedCells.all(of: .paymentAnalytics, in: readModels) == caughtUp)
        #expect(caughtUp.count > 100)
    }

    @Test(
        "answers as a plain look at every payment does, after every catch-up and after a rebuild, which make the same rows",
        arguments: zip(Adapter.allCases, 21...23 as ClosedRange<UInt64>))
    func isExact(adapter: Adapter, seed: UInt64) throws {
        try adapter.with { readModels, reader in
            try withFolder { folder in
                let store: any EventStore =
                    switch adapter {
                    case .memory: MemoryEventStore()
                    case .sqlite: try SQLiteEventStore(path: folder + "/events.db", access: .creating)
                    case .postgres: try PostgresEventStore(PostgresLocation(PostgresCluster.newDatabase(), from: "test"), access: .creating)
                    }
                try holds(on: store, readModels, reader, seed: seed)
            }
        }
    }

    @Test("All parts of an answer are of one revision, however often a run writes in between")
    func oneRevision() throws {
        let range = TimeRange(from: Timestamp("2024-01-01T12:00:00Z"), to: Timestamp("2024-01-03T12:00:00Z"))
        let restless = RestlessReader(changes: 4)
        let answer = try StoredPaymentQueries(restless).analytics(of: nil, created: range)
        #expect(answer.revision.position == restless.asked.withLock { $0 })
        let never = try ReadModelReaderContract.failure {
            _ = try StoredPaymentQueries(RestlessReader(changes: .max)).analytics(of: nil, created: range)
        }
        #expect(never.status == .failed)
    }
}
