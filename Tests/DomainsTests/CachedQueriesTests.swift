import RefoldCommands
import RefoldCore
import RefoldPayments
import RefoldPosts
import RefoldQueries
import RefoldStores
import RefoldTesting
import RefoldUserAccess
import RefoldValues
import Testing

@Suite("Cached queries")
struct CachedQueriesTests {
    @Test("of payments pass every check on every store", arguments: PaymentQueriesContract.checks, Adapter.allCases)
    func payments(_ check: PaymentQueriesContract.Check, _ adapter: Adapter) throws {
        try adapter.with { store, reader in
            try check.run(store, CachedPaymentQueries(StoredPaymentQueries(reader), revision: reader.revision(of:)))
        }
    }

    @Test("of posts pass every check on every store", arguments: PostQueriesContract.checks, Adapter.allCases)
    func posts(_ check: PostQueriesContract.Check, _ adapter: Adapter) throws {
        try adapter.with { store, reader in try check.run(store, CachedPostQueries(StoredPostQueries(reader), revision: reader.revision(of:))) }
    }

    @Test("of accesses pass every check on every store", arguments: UserAccessQueriesContract.checks, Adapter.allCases)
    func accesses(_ check: UserAccessQueriesContract.Check, _ adapter: Adapter) throws {
        try adapter.with { store, reader in
            try check.run(store, CachedUserAccessQueries(StoredUserAccessQueries(reader), revision: reader.revision(of:)))
        }
    }

    @Test("drop what an event of the bus affects, and nothing else")
    func followBus() throws {
        let bus = EventBus()
        let revision = ReadModelRevision(generation: 1, position: 1, updatedAt: .first)
        let queries = CachedPaymentQueries(EmptyPayments(revision: revision), bus: bus) { _ throws(RefoldError) in revision }
        for id in ["p1", "p2"] { _ = try queries.payment(id) }
        for organization in ["o1", "o2"] {
            for number in 1...2 { _ = try queries.payments(of: organization, PageRequest(.page(number))) }
            _ = try queries.payments(of: organization, PaymentFilter(status: .failed), PageRequest())
        }
        for organization in ["o1", "o2", nil] {
            _ = try queries.analytics(of: organization, created: .always)
            _ = try queries.analyticsByEventDay(of: organization, in: .always)
        }
        func kept() -> [Int] {
            let counts = queries.counts
            return [counts.records.entries, counts.lists.entries, counts.figures.entries, counts.eventFigures.entries]
        }
        #expect(kept() == [2, 6, 3, 3])
        try publish("OrderPlaced", stream: "p1", #"{"organization_id":"o1"}"#, on: bus)
        #expect(kept() == [2, 6, 3, 3])
        // The figures of all organisations count it too.
        try publish("PaymentProcessed", stream: "p1", #"{"organization_id":"o2"}"#, on: bus)
        #expect(kept() == [1, 3, 1, 1])
        // The payment's organisation cannot be read, so it may be any.
        try publish("PaymentFailed", stream: "p3", #"{"reason":"card_declined"}"#, on: bus)
        #expect(kept() == [1, 0, 0, 0])
        #expect(bus.failures == 0)
    }

    @Test("keep no more bytes than allowed for empty answers, however long their keys")
    func boundUnknown() throws {
        let revision = ReadModelRevision(generation: 1, position: 1, updatedAt: .first)
        let queries = CachedPaymentQueries(EmptyPayments(revision: revision), bounds: CacheBounds(bytes: 1 << 20)) { _ throws(RefoldError) in revision }
        for number in 0..<100 {
            let name = "\(number)" + String(repeating: "x", count: 100_000)
            _ = try queries.payment(name)
            _ = try queries.payments(of: name, PageRequest())
            _ = try queries.payments(of: "o1", PageRequest(.after(PageCursor([.text(name)], in: "payments"))))
            _ = try queries.analytics(of: name, created: .always)
            _ = try queries.analyticsByEventDay(of: name, in: .always)
        }
        let counts = queries.counts
        #expect([counts.records.entries, counts.lists.entries, counts.figures.entries, counts.eventFigures.entries] == [10, 10, 10, 10])
    }

    private func publish(_ type: String, stream: String, _ data: String, on bus: EventBus) throws {
        try bus.publishing { () throws(RefoldError) in
            let event = NewEvent(id: "e", type: type, data: data, occurredAt: .first, recordedAt: .first)
            return ((), [StoredEvent(position: 1, stream: stream, version: 1, event: event)])
        }
    }
}

/// Keys of payments that do not exist.
private struct EmptyPayments: PaymentQueries {
    let revision: ReadModelRevision

    func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?> { Answer(nil, at: revision) }

    func payments(
        of organization: String, _ filter: PaymentFilter, _ page: PageRequest
    ) throws(RefoldError) -> Answer<Page<PaymentHeader>> { Answer(Page([], next: nil), at: revision) }

    func analytics(of organization: String?, created: TimeRange) throws(RefoldError) -> Answer<[PaymentFigures]> { Answer([], at: revision) }

    func analyticsByEventDay(of organization: String?, in days: DayRange) throws(RefoldError) -> Answer<[PaymentEventFigures]> {
        Answer([], at: revision)
    }
}
