import RefoldCore

/// What can be asked about payments. Each answer says which state of the read model it was read from.
public protocol PaymentQueries: Sendable {
    /// One payment; nil where there is none of this id.
    func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?>

    /// The payments of an organisation, newest first.
    ///
    /// - Throws: `.usage` where the page lies outside ``PageRequest/limits`` or the cursor is of another list.
    func payments(of organization: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PaymentRecord>>

    /// Counts and amounts of an organisation, for each currency by its code: amounts of two currencies are never added.
    ///
    /// - Parameter days: a half-open range of UTC days; nil for all. An event counts on the day when it happened.
    /// - Throws: `.failed` where a sum is beyond 64 bits, by its currency.
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

/// What happened to payments of one currency in a time. Payments that were processed in it may have been initiated before it.
public struct PaymentFigures: Hashable, Sendable {
    public var currency: Currency
    /// How many were initiated.
    public var payments: Int64
    /// The sum of those initiated, with the currency's decimals.
    public var amount: ExactDecimal
    public var successful: Int64
    public var failed: Int64
    public var refunded: Int64
    /// Amount by payment, half-even to the currency's minor unit; nil without payments.
    public var average: ExactDecimal?
    /// Successful by payments, half-even to four decimals; nil without payments.
    public var successRate: ExactDecimal?
    /// Refunded by successful, half-even to four decimals; nil without successful ones.
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

    /// Half-even; nil where nothing is to divide by.
    private static func quotient(_ dividend: ExactDecimal, _ divisor: Int64, scale: Int) -> ExactDecimal? {
        try? dividend.divided(by: ExactDecimal(divisor), scale: scale, rounding: .halfEven)
    }
}
