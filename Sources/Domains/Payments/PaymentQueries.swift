import RefoldQueries
import RefoldStores
import RefoldValues

/// What can be asked about payments. Each answer says which state of the read model it was read from.
public protocol PaymentQueries: Sendable {
    /// One payment; nil if there is none of this id.
    func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?>

    /// The payments of an organisation, newest first.
    ///
    /// - Throws: `.usage` if the page lies outside ``PageRequest/limits`` or the cursor is of another list.
    func payments(of organization: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PaymentRecord>>

    /// Counts and amounts of an organisation, for each currency by its code: amounts of two currencies are never added.
    ///
    /// Currencies in which nothing happened are left out.
    ///
    /// - Parameter days: a half-open range of UTC days; nil for all. Each event counts on the UTC day when it happened: see
    ///   ``PaymentFigures`` for what that makes of rates.
    /// - Throws: `.failed` if a sum is beyond 64 bits, by its currency.
    func analytics(of organization: String, in days: Range<CalendarDate>?) throws(RefoldError) -> Answer<[PaymentFigures]>
}

/// A payment as the read model `payments` has it.
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
    /// Nil until a second event, as ``updatedBy``.
    public var updatedAt: Timestamp?
    public var updatedBy: String?
    public var failureReason: String?
    public var refundReason: String?

    public init(id: String, status: String) {
        self.id = id
        self.status = status
    }
}

/// What happened to payments of one organisation and one currency within some days.
///
/// Each figure counts events by their own UTC day, not payments by the day of their first event: within a range of days the successful
/// ones may have been initiated before it, and those initiated in it may be processed after it. So a rate may pass 1, and is nil if its
/// divisor alone is 0. Over all days a payment counts at most once in each figure, and no rate of payments that Refold's own commands made
/// passes 1. They are no shares of a cohort: for those, fold a projection that keeps each payment's first day.
public struct PaymentFigures: Hashable, Sendable {
    public var currency: Currency
    /// How many payments were initiated on these days, whatever became of them.
    public var payments: Int64
    /// The total: the sum of the amounts of the payments that were initiated on these days, in the currency's main unit with its decimals;
    /// failed and refunded ones are in it. Exact.
    public var amount: ExactDecimal
    /// How many were processed on these days; one that is refunded later stays among them.
    public var successful: Int64
    /// How many failed on these days.
    public var failed: Int64
    /// How many were refunded on these days.
    public var refunded: Int64
    /// ``amount`` by ``payments``, in the same unit, half-even to the currency's decimals; nil if none was initiated.
    public var average: ExactDecimal?
    /// ``successful`` by ``payments``, a ratio (0.9500, not 95) half-even to four decimals; nil if none was initiated.
    public var successRate: ExactDecimal?
    /// ``refunded`` by ``successful``, a ratio half-even to four decimals; nil if none was processed.
    public var refundRate: ExactDecimal?

    public init(currency: Currency, payments: Int64, amount: ExactDecimal, successful: Int64, failed: Int64, refunded: Int64) {
        self.currency = currency
        self.payments = payments
        self.amount = amount
        self.successful = successful
        self.failed = failed
        self.refunded = refunded
        average = Self.quotient(amount, payments, scale: currency.minorDigits)
        successRate = Self.quotient(ExactDecimal(successful), payments, scale: 4)
        refundRate = Self.quotient(ExactDecimal(refunded), successful, scale: 4)
    }

    /// Half-even; nil if nothing is to divide by.
    private static func quotient(_ dividend: ExactDecimal, _ divisor: Int64, scale: Int) -> ExactDecimal? {
        try? dividend.divided(by: ExactDecimal(divisor), scale: scale, rounding: .halfEven)
    }
}
