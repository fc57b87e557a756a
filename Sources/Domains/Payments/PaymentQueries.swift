import RefoldQueries
import RefoldStores
import RefoldValues

/// The queries of payments. Each answer carries the revision of the read model from which it was read.
public protocol PaymentQueries: Sendable {
    /// One payment; nil if none has this id.
    func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?>

    /// The headers of an organisation's payments, newest first.
    ///
    /// - Throws: `.usage` if the page is outside ``PageRequest/limits`` or if the cursor belongs to another list.
    func payments(of organization: String, _ filter: PaymentFilter, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PaymentHeader>>

    /// Counts and amounts of payments by their status as it stands, per currency code: amounts of different currencies are never added.
    ///
    /// Currencies without payments are left out.
    ///
    /// - Parameters:
    ///   - organization: nil for the payments of all organisations.
    ///   - created: when the payments were created. Its ends are full quarters of an hour in UTC, as those of the days of all zones are.
    /// - Throws: `.failed`, with the currency, if a sum exceeds 64 bits; `.usage` if an end of the range is no full quarter of an hour.
    func analytics(of organization: String?, created: TimeRange) throws(RefoldError) -> Answer<[PaymentFigures]>

    /// Counts and amounts of events of payments by the day of each event, per currency code.
    ///
    /// Currencies in which nothing happened are left out.
    ///
    /// - Parameters:
    ///   - organization: nil for the payments of all organisations.
    ///   - days: UTC days. Each event counts on its own UTC day; see ``PaymentEventFigures`` for the
    ///     consequences for rates.
    /// - Throws: `.failed`, with the currency, if a sum exceeds 64 bits.
    func analyticsByEventDay(of organization: String?, in days: DayRange) throws(RefoldError) -> Answer<[PaymentEventFigures]>
}

extension PaymentQueries {
    /// The headers of all payments of an organisation, newest first.
    public func payments(of organization: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PaymentHeader>> {
        try payments(of: organization, PaymentFilter(), page)
    }
}

/// Which payments of a list are wanted.
public struct PaymentFilter: Hashable, Sendable {
    /// Nil for any.
    public var status: Payment.Status?
    /// When they were created.
    public var created: TimeRange

    public init(status: Payment.Status? = nil, created: TimeRange = .always) {
        self.status = status
        self.created = created
    }
}

/// A payment in a list.
public struct PaymentHeader: Hashable, Sendable {
    public var id: String
    /// `initiated`, `processed`, `failed` or `refunded`.
    public var status: String
    public var amount: Money?
    public var customerName: String?
    public var createdAt: Timestamp?

    public init(id: String, status: String) {
        self.id = id
        self.status = status
    }
}

/// A payment as in the read model `payments`.
public struct PaymentRecord: Hashable, Sendable {
    public var id: String
    public var organization: String?
    public var customerName: String?
    public var customerEmail: String?
    public var amount: Money?
    /// `initiated`, `processed`, `failed` or `refunded`.
    public var status: String
    public var createdAt: Timestamp?
    public var createdBy: String?
    /// Nil until a second event; so is ``updatedBy``.
    public var updatedAt: Timestamp?
    public var updatedBy: String?
    public var failureReason: String?
    public var refundReason: String?

    public init(id: String, status: String) {
        self.id = id
        self.status = status
    }
}
