import RefoldQueries
import RefoldStores
import RefoldValues

extension Async where Blocking == any PaymentQueries {
    /// As ``PaymentQueries/payment(_:)``.
    public func payment(_ id: String) async throws(RefoldError) -> Answer<PaymentRecord?> {
        try await self { queries throws(RefoldError) in try queries.payment(id) }
    }

    /// As ``PaymentQueries/payments(of:_:_:)``.
    public func payments(
        of organization: String, _ filter: PaymentFilter = PaymentFilter(), _ page: PageRequest
    ) async throws(RefoldError) -> Answer<Page<PaymentHeader>> {
        try await self { queries throws(RefoldError) in try queries.payments(of: organization, filter, page) }
    }

    /// As ``PaymentQueries/analytics(of:created:)``.
    public func analytics(of organization: String?, created: TimeRange = .always) async throws(RefoldError) -> Answer<[PaymentFigures]> {
        try await self { queries throws(RefoldError) in try queries.analytics(of: organization, created: created) }
    }

    /// As ``PaymentQueries/analyticsByEventDay(of:in:)``.
    public func analyticsByEventDay(
        of organization: String?, in days: DayRange = .always
    ) async throws(RefoldError) -> Answer<[PaymentEventFigures]> {
        try await self { queries throws(RefoldError) in try queries.analyticsByEventDay(of: organization, in: days) }
    }
}
