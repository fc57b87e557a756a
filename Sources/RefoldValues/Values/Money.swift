/// An amount of one currency, in exact integers of its minor unit (cents for `EUR`, yen for `JPY`).
///
/// Arithmetic that overflows or mixes currencies throws; nothing rounds. For sums that may exceed 64 bits add ``ExactDecimal`` values of
/// one currency instead.
public struct Money: Hashable, Sendable {
    /// The amount in minor units.
    public let minorUnits: Int64
    /// The currency of the amount.
    public let currency: Currency

    /// `minorUnits` of the currency's minor unit.
    @inlinable
    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// The amount in whole units of the currency.
    ///
    /// - Throws: `.tooManyDecimals` if it has more decimals than the currency (trailing zeros do not count), `.overflow` beyond 64 bits of
    ///   minor units.
    public init(_ amount: ExactDecimal, _ currency: Currency) throws(MoneyError) {
        do {
            self.init(minorUnits: try amount.units(scale: currency.minorDigits), currency: currency)
        } catch {
            if case .inexact = error { throw .tooManyDecimals(currency) }
            throw .overflow
        }
    }

    /// The amount in whole units of the currency, with the currency's decimals.
    public var amount: ExactDecimal { ExactDecimal(units: minorUnits, scale: currency.minorDigits) }

    /// The sum; throws `.mixedCurrencies` or `.overflow`.
    @inlinable
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .mixedCurrencies(currency, other.currency) }
        return try result(minorUnits.addingReportingOverflow(other.minorUnits))
    }

    /// The difference; throws `.mixedCurrencies` or `.overflow`.
    @inlinable
    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .mixedCurrencies(currency, other.currency) }
        return try result(minorUnits.subtractingReportingOverflow(other.minorUnits))
    }

    /// The amount times `factor`; throws `.overflow`.
    @inlinable
    public func multiplied(by factor: Int64) throws(MoneyError) -> Money {
        try result(minorUnits.multipliedReportingOverflow(by: factor))
    }

    /// The amount with the opposite sign; throws `.overflow` for the smallest 64-bit integer.
    @inlinable
    public func negated() throws(MoneyError) -> Money {
        try result((0 as Int64).subtractingReportingOverflow(minorUnits))
    }

    /// Whether this is less than `other`; throws `.mixedCurrencies` if they cannot be compared.
    @inlinable
    public func isLess(than other: Money) throws(MoneyError) -> Bool {
        guard currency == other.currency else { throw .mixedCurrencies(currency, other.currency) }
        return minorUnits < other.minorUnits
    }

    @inlinable
    func result(_ checked: (partialValue: Int64, overflow: Bool)) throws(MoneyError) -> Money {
        guard !checked.overflow else { throw .overflow }
        return Money(minorUnits: checked.partialValue, currency: currency)
    }
}

extension Money: CustomStringConvertible {
    /// The amount with the currency's decimals, a space, the code: `19.90 EUR`.
    public var description: String { "\(amount) \(currency)" }
}

/// Why an amount of money could not be made.
public enum MoneyError: Error, Hashable, Sendable {
    /// The amount is beyond 64 bits of minor units.
    case overflow
    /// The amounts have different currencies.
    case mixedCurrencies(Currency, Currency)
    /// The amount has more decimals than the currency.
    case tooManyDecimals(Currency)
}

extension MoneyError: CustomStringConvertible {
    /// A clause for a ``Fault``; it contains no amount.
    public var description: String {
        switch self {
        case .overflow: "the amount is too large"
        case .mixedCurrencies(let a, let b): "the amounts are in two currencies, \(a) and \(b)"
        case .tooManyDecimals(let currency): "the amount has more decimals than the \(currency.minorDigits) of \(currency)"
        }
    }
}
