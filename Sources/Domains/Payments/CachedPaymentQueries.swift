import RefoldCommands
import RefoldCore
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
    private let lists: QueryCache<ListKey, Page<PaymentHeader>>
    private let figures: QueryCache<FiguresKey<TimeRange>, [PaymentFigures]>
    private let eventFigures: QueryCache<FiguresKey<DayRange>, [PaymentEventFigures]>
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
        func probe(_ model: Projection) -> ModelProbe {
            ModelProbe(model.name, maximumStaleness: bounds.maximumStaleness, clock: clock, look: revision)
        }
        let payments = probe(.payments)
        let records = QueryCache<RowKey, PaymentRecord?>(payments, bounds: bounds) { $0?.roughBytes ?? 0 }
        let lists = QueryCache<ListKey, Page<PaymentHeader>>(payments, bounds: bounds) { $0.roughBytes(\.roughBytes) }
        let figures = QueryCache<FiguresKey<TimeRange>, [PaymentFigures]>(probe(.paymentAnalytics), bounds: bounds) {
            $0.count * MemoryLayout<PaymentFigures>.size
        }
        let eventFigures = QueryCache<FiguresKey<DayRange>, [PaymentEventFigures]>(probe(.paymentEventsByDay), bounds: bounds) {
            $0.count * MemoryLayout<PaymentEventFigures>.size
        }
        (self.records, self.lists, self.figures, self.eventFigures) = (records, lists, figures, eventFigures)
        subscription = bus?.subscribe("cached payments", to: PaymentEvent.TypeName.all) { event in
            records.drop(.text(event.stream))
            // If the payload cannot be read, everything that it might affect is dropped.
            if let organization = try? event.text("organization_id") {
                lists.drop(.text(organization))
                for owner in [organization, nil] {
                    figures.drop(FiguresKey<TimeRange>.subject(owner))
                    eventFigures.drop(FiguresKey<DayRange>.subject(owner))
                }
            } else {
                lists.dropAll()
                figures.dropAll()
                eventFigures.dropAll()
            }
        }
    }

    public func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?> {
        try records.answer(to: RowKey(id)) { () throws(RefoldError) in try queries.payment(id) }
    }

    public func payments(
        of organization: String, _ filter: PaymentFilter, _ page: PageRequest
    ) throws(RefoldError) -> Answer<Page<PaymentHeader>> {
        try lists.answer(to: ListKey(filter.name(of: ""), of: organization, page)) { () throws(RefoldError) in
            try queries.payments(of: organization, filter, page)
        }
    }

    public func analytics(of organization: String?, created: TimeRange) throws(RefoldError) -> Answer<[PaymentFigures]> {
        try figures.answer(to: FiguresKey(of: organization, in: created)) { () throws(RefoldError) in
            try queries.analytics(of: organization, created: created)
        }
    }

    public func analyticsByEventDay(of organization: String?, in days: DayRange) throws(RefoldError) -> Answer<[PaymentEventFigures]> {
        try eventFigures.answer(to: FiguresKey(of: organization, in: days)) { () throws(RefoldError) in
            try queries.analyticsByEventDay(of: organization, in: days)
        }
    }
}

extension CachedPaymentQueries {
    /// The counters of the caches of single payments, of lists, and of both kinds of figures.
    public var counts: (records: CacheCounts, lists: CacheCounts, figures: CacheCounts, eventFigures: CacheCounts) {
        (records.counts, lists.counts, figures.counts, eventFigures.counts)
    }
}
