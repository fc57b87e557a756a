import RefoldQueries
import RefoldStores
import RefoldValues

extension Async where Blocking == any PaymentQueries {
    /// As ``PaymentQueries/payment(_:)``.
    public func payment(_ id: String) async throws(RefoldError) -> Answer<PaymentRecord?> {
        try await self { queries throws(RefoldError) in try queries.payment(id) }
    }

    /// As ``PaymentQueries/payments(of:_:)``.
    public func payments(of organization: String, _ page: PageRequest) async throws(RefoldError) -> Answer<Page<PaymentRecord>> {
        try await self { queries throws(RefoldError) in try queries.payments(of: organization, page) }
    }

    /// As ``PaymentQueries/analytics(of:in:)``.
    public func analytics(of organization: String, in days: Range<CalendarDate>? = nil) async throws(RefoldError) -> Answer<[PaymentFigures]> {
        try await self { queries throws(RefoldError) in try queries.analytics(of: organization, in: days) }
    }
}
