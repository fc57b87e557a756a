import RefoldCommands
import RefoldQueries
import RefoldStores
import RefoldValues

/// Queries of payments with a cache. It knows nothing of the store except the revisions of its read models.
///
/// Events of the bus drop the payment, and the lists and figures of its organisation, so that the next query about these goes to the read
/// model. Answers are correct without that: a catch-up changes the revisions of the read models.
///
/// A caller's own write is visible once a catch-up has brought it into the read model, or up to ``CacheBounds/maximumStaleness`` later. The
/// drop does not shorten this: a query between the write and the catch-up keeps the answer from before the write.
public final class CachedPaymentQueries: PaymentQueries {
    private let queries: any PaymentQueries
    private let records: QueryCache<RowKey, PaymentRecord?>
    private let lists: QueryCache<ListKey, Page<PaymentRecord>>
    private let figures: QueryCache<FiguresKey, [PaymentFigures]>
    private let subscription: Subscription?

    /// - Parameters:
    ///   - queries: called for answers that are not kept.
    ///   - bounds: per type of query.
    ///   - clock: see ``ModelProbe``.
    ///   - revision: looks up the revision of a read model in the store that `queries` reads.
    public init(
        _ queries: any PaymentQueries, bounds: CacheBounds = CacheBounds(), bus: EventBus? = nil,
        clock: @escaping @Sendable () -> Duration = ModelProbe.monotonicClock,
        revision: @escaping @Sendable (String) throws(RefoldError) -> ReadModelRevision?
    ) {
        self.queries = queries
        let payments = ModelProbe("payments", maximumStaleness: bounds.maximumStaleness, clock: clock, look: revision)
        let analytics = ModelProbe("payment_analytics", maximumStaleness: bounds.maximumStaleness, clock: clock, look: revision)
        let records = QueryCache<RowKey, PaymentRecord?>(payments, bounds: bounds) { $0?.roughBytes ?? 0 }
        let lists = QueryCache<ListKey, Page<PaymentRecord>>(payments, bounds: bounds) { $0.roughBytes(\.roughBytes) }
        let figures = QueryCache<FiguresKey, [PaymentFigures]>(analytics, bounds: bounds) { $0.count * MemoryLayout<PaymentFigures>.size }
        (self.records, self.lists, self.figures) = (records, lists, figures)
        subscription = bus?.subscribe("cached payments", to: PaymentEvent.TypeName.all) { event in
            records.drop(.text(event.stream))
            // The payload cannot be read, so everything that it might affect is dropped.
            if let organization = try? event.text("organization_id") {
                lists.drop(.text(organization))
                figures.drop(.text(organization))
            } else {
                lists.dropAll()
                figures.dropAll()
            }
        }
    }

    public func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?> {
        try records.answer(to: RowKey(id)) { () throws(RefoldError) in try queries.payment(id) }
    }

    public func payments(of organization: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PaymentRecord>> {
        try lists.answer(to: ListKey("payments", of: organization, page)) { () throws(RefoldError) in
            try queries.payments(of: organization, page)
        }
    }

    public func analytics(of organization: String, in days: Range<CalendarDate>?) throws(RefoldError) -> Answer<[PaymentFigures]> {
        try figures.answer(to: FiguresKey(organization, days)) { () throws(RefoldError) in
            try queries.analytics(of: organization, in: days)
        }
    }
}

extension CachedPaymentQueries {
    /// The counters of the caches of single payments, of lists and of figures.
    public var counts: (records: CacheCounts, lists: CacheCounts, figures: CacheCounts) { (records.counts, lists.counts, figures.counts) }
}
