import RefoldCommands
import RefoldQueries
import RefoldStores
import RefoldValues

/// Payments, asked of a cache first. Knows nothing of what it stands before but the revisions of its read models.
///
/// Events of the bus drop the payment, the lists and the figures of its organisation that they touch, so that the next question about
/// these goes to the read model. Answers are as true without: the read models move with catch-up, and their revisions with them.
///
/// One's own write shows as soon as a catch-up has brought it into the read model; with ``CacheBounds/maximumStaleness`` at the latest that
/// much later. The drop alone does not shorten that: what is asked between write and catch-up is kept again, as it was before the write.
public final class CachedPaymentQueries: PaymentQueries {
    private let queries: any PaymentQueries
    private let records: QueryCache<RowKey, PaymentRecord?>
    private let lists: QueryCache<ListKey, Page<PaymentRecord>>
    private let figures: QueryCache<FiguresKey, [PaymentFigures]>
    private let subscription: Subscription?

    /// - Parameters:
    ///   - queries: asked for what is not kept.
    ///   - bounds: for each kind of question.
    ///   - clock: see ``ModelProbe``.
    ///   - revision: looks up the revision of a read model where `queries` asks.
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
            // A payload that cannot be read touches whatever it may.
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
    /// What the caches of single payments, of lists and of figures did so far.
    public var counts: (records: CacheCounts, lists: CacheCounts, figures: CacheCounts) { (records.counts, lists.counts, figures.counts) }
}
