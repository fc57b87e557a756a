import RefoldValues

/// The payments of one currency that were created in a range of time, by their status as it stands.
///
/// A payment counts once, by its creation, whatever happened to it later. All amounts are exact, in the currency's main unit with its
/// decimals. No rate exceeds 1.
public struct PaymentFigures: Hashable, Sendable {
    public var currency: Currency
    /// How many payments were created.
    public var payments: Int64
    /// The sum of their amounts, whatever their status.
    public var amount: ExactDecimal
    /// How many are processed, and not refunded.
    public var successful: Int64
    /// How many failed.
    public var failed: Int64
    /// How many were processed and then refunded.
    public var refunded: Int64
    /// The sum of the amounts of the successful ones.
    public var processedAmount: ExactDecimal
    /// ``processedAmount`` by ``successful``, half-even to the currency's decimals; nil if none is successful.
    public var average: ExactDecimal?
    /// ``successful`` by ``payments``, a ratio (0.9500, not 95) half-even to four decimals; nil if there are none.
    public var successRate: ExactDecimal?
    /// ``refunded`` by those that were ever processed, which are ``successful`` and ``refunded``; a ratio half-even to four decimals; nil
    /// if none was.
    public var refundRate: ExactDecimal?

    public init(
        currency: Currency, payments: Int64, amount: ExactDecimal, successful: Int64, failed: Int64, refunded: Int64, processedAmount: ExactDecimal
    ) {
        self.currency = currency
        self.payments = payments
        self.amount = amount
        self.successful = successful
        self.failed = failed
        self.refunded = refunded
        self.processedAmount = processedAmount
        average = processedAmount.quotient(by: ExactDecimal(successful), scale: currency.minorDigits)
        successRate = ExactDecimal(successful).quotient(by: ExactDecimal(payments), scale: 4)
        let processed = try? ExactDecimal(successful).adding(ExactDecimal(refunded))
        refundRate = processed.flatMap { ExactDecimal(refunded).quotient(by: $0, scale: 4) }
    }
}

/// The events of the payments of one currency in a range of UTC days.
///
/// Each figure counts events by their own UTC day, not payments by the day of their first event. In a range of days, successful payments
/// may have been initiated before it, and payments initiated in it may be processed after it. So a rate can exceed 1; it is nil only if its
/// divisor is 0. For shares of the payments that were created in a range, use ``PaymentFigures``.
public struct PaymentEventFigures: Hashable, Sendable {
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
    /// ``successful`` by ``payments``, a ratio half-even to four decimals; nil if none was initiated.
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
        average = amount.quotient(by: ExactDecimal(payments), scale: currency.minorDigits)
        successRate = ExactDecimal(successful).quotient(by: ExactDecimal(payments), scale: 4)
        refundRate = ExactDecimal(refunded).quotient(by: ExactDecimal(successful), scale: 4)
    }
}

extension ExactDecimal {
    /// Rounds half-even; nil if the divisor is 0.
    fileprivate func quotient(by divisor: ExactDecimal, scale: Int) -> ExactDecimal? {
        try? divided(by: divisor, scale: scale, rounding: .halfEven)
    }
}
