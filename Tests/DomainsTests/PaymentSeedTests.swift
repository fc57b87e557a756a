import RefoldCore
import RefoldDomain
import RefoldPayments
import RefoldPostgres
import RefoldTesting
import RefoldValues
import Testing

@Suite("The seed of payments")
struct PaymentSeedTests {
    private func seeded(_ events: Int, _ seed: UInt64) throws -> [StoredEvent] {
        let store = MemoryEventStore()
        try Seed.payments.write(events, seed: seed, to: store)
        return store.all
    }

    @Test("The same numbers give the same events, another seed gives others")
    func deterministic() throws {
        let events = try seeded(500, 42)
        #expect(events.count == 500)
        #expect(try seeded(500, 42) == events)
        #expect(try seeded(500, 43) != events)
        // These numbers must never change: a seed always gives this store.
        #expect(events.first?.event.id == Self.firstID)
        #expect(events.last?.event.occurredAt.description == Self.lastTime)
    }

    private static let firstID = "851f9773-47ed-4db7-aa47-e31c02e78edc"
    private static let lastTime = "2024-12-31T20:04:39.714Z"

    @Test("A database that lacks letters of the events is told as such, and not as one that holds events")
    func otherEncoding() throws {
        let uri = try PostgresCluster.newDatabase()
        let name = "seed_" + uri.filter(\.isNumber).prefix(19)
        _ = try PostgresCluster.psql(uri, "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        let store = try PostgresEventStore(PostgresLocation(uri.replacing(#/test_[0-9]+/#, with: name), from: "test"), access: .creating)
        let error = #expect(throws: RefoldError.self) { try Seed.payments.write(500, seed: 42, to: store) }
        #expect(error?.status == .failed && error?.description.contains("letters that the database's encoding lacks") == true, "\(error?.description ?? "")")
    }

    @Test("The events are possible decisions of the aggregate, and of every type")
    func realistic() throws {
        let events = try seeded(2000, 7)
        var payments: [String: Payment] = [:]
        for stored in events {
            var payment = payments[stored.stream, default: Payment()]
            #expect((payment.status == nil) == (stored.event.type == "PaymentInitiated"))
            if stored.event.type == "PaymentRefunded" { #expect(payment.status == .processed) }
            payment.apply(type: stored.event.type, organization: "o")
            payments[stored.stream] = payment
        }
        #expect(Set(events.map(\.event.type)) == Set(PaymentEvent.TypeName.all))
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.event.occurredAt <= $1.event.occurredAt })
        #expect(events.allSatisfy { $0.event.recordedAt >= $0.event.occurredAt && $0.event.occurredAt.utcDate.year == 2024 })
        #expect(events.last?.event.occurredAt.utcDate == CalendarDate(year: 2024, month: 12, day: 31))
        for currency in ["EUR", "USD", "GBP", "CHF", "JPY"] {
            #expect(events.contains { $0.event.data.contains("\"currency\":\"\(currency)\"") })
        }
        #expect(events.contains { $0.event.data.utf8.contains { $0 > 0x7F } })
    }

    @Test("A store that holds events is refused and not changed")
    func refused() throws {
        let store = MemoryEventStore()
        try Seed.payments.write(3, seed: 1, to: store)
        let error = #expect(throws: RefoldError.self) { try Seed.payments.write(3, seed: 2, to: store) }
        #expect(error?.status == .usage)
        #expect(store.all.count == 3)
    }

    @Test("A seed of 0 events writes nothing")
    func nothing() throws {
        #expect(try seeded(0, 1).isEmpty)
    }
}
