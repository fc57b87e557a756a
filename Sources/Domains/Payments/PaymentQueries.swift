import RefoldQueries
import RefoldStores
import RefoldValues

/// The queries of payments. Each answer carries the revision of the read model from which it was read.
public protocol PaymentQueries: Sendable {
    /// One payment; nil if none has this id.
    func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?>

    /// The payments of an organisation, newest first.
    ///
    /// - Throws: `.usage` if the page is outside ``PageRequest/limits`` or if the cursor belongs to another list.
    func payments(of organization: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PaymentRecord>>

    /// Counts and amounts of an organisation, per currency code: amounts of different currencies are never added.
    ///
    /// Currencies in which nothing happened are left out.
    ///
    /// - Parameter days: a half-open range of UTC days; nil for all. Each event counts on its own UTC day; see ``PaymentFigures`` for the
    ///   consequences for rates.
    /// - Throws: `.failed`, with the currency, if a sum exceeds 64 bits.
    func analytics(of organization: String, in days: Range<CalendarDate>?) throws(RefoldError) -> Answer<[PaymentFigures]>
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

/// The events of the payments of one organisation and one currency in a range of days.
///
/// Each figure counts events by their own UTC day, not payments by the day of their first event. In a range of days, successful payments
/// may have been initiated before it, and payments initiated in it may be processed after it. So a rate can exceed 1; it is nil only if its
/// divisor is 0. Over all days a payment counts at most once in each figure, and no rate of payments made by Refold's own commands exceeds
/// 1. The figures are not shares of a cohort: for those, write a projection that keeps each payment's first day.
public struct PaymentFigures: Hashable, Sendable {
    public var currency: Currency
    /// How many payments were initiated on these days, whatever happened to them later.
    public var payments: Int64
    /// The exact sum of the amounts of the payments initiated on these days, including those that failed or were refunded, in the
    /// currency's main unit with its decimals.
    public var amount: ExactDecimal
    /// How many were processed on these days, including those refunded later.
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

    /// Rounds half-even; nil if the divisor is 0.
    private static func quotient(_ dividend: ExactDecimal, _ divisor: Int64, scale: Int) -> ExactDecimal? {
        try? dividend.divided(by: ExactDecimal(divisor), scale: scale, rounding: .halfEven)
    }
}
