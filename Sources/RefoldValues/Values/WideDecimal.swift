/// An exact decimal of any length, `digits × 10^exponent`, for the numbers that an ``ExactDecimal`` cannot hold.
///
/// Every value allocates: calculate with ``ExactDecimal`` and come here only if that has no room.
public struct WideDecimal: Hashable, Sendable {
    public let isNegative: Bool
    /// The digits from the first on, each 0 to 9, without zeros at either end; none for zero.
    let digits: [UInt8]
    let exponent: Int

    /// How many digits a sum or a product may have.
    public static let maximumDigits = 150_000

    /// - Parameter digits: may have zeros at either end.
    init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        let zeros = digits.prefix { $0 == 0 }.count
        var end = digits.count
        while end > zeros, digits[end - 1] == 0 { end -= 1 }
        self.digits = Array(digits[zeros..<end])
        self.isNegative = isNegative && zeros < end
        self.exponent = zeros < end ? exponent + digits.count - end : 0
    }

    /// The number written in `bytes` as a JSON number; nil if it is not one.
    ///
    /// An exponent of fifteen digits or more may count as a smaller one: no text is long enough to bring such a number back into the range
    /// of any column.
    /// - Complexity: O(length), whatever the exponent.
    public init?(_ bytes: Span<UInt8>, in range: Range<Int>? = nil) {
        guard let parts = DecimalParts(bytes, in: range ?? bytes.indices) else { return nil }
        self.init(parts.written, bytes)
    }

    /// A number of which the parts are known.
    init(_ number: WrittenNumber, _ bytes: Span<UInt8>) {
        var digits: [UInt8] = []
        number.forEachDigit(bytes) { digits.append($0) }
        self.init(isNegative: number.isNegative, digits: digits, exponent: number.exponent - number.fraction.count)
    }

    /// The value of an exact decimal.
    public init(_ value: ExactDecimal) {
        var digits: [UInt8] = []
        var rest = value.mantissa.magnitude
        while rest > 0 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits.append(UInt8(truncatingIfNeeded: digit))
            rest = quotient
        }
        self.init(isNegative: value.isNegative, digits: digits.reversed(), exponent: -value.scale)
    }

    /// The exact decimal with the fewest decimals; nil if the value is out of its range.
    public var exact: ExactDecimal? {
        guard exponent >= -ExactDecimal.scales.upperBound, digits.count + max(exponent, 0) <= 39 else { return nil }
        var magnitude: UInt128 = 0
        for place in 0..<digits.count + max(exponent, 0) {
            let (product, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(place < digits.count ? UInt128(digits[place]) : 0)
            if tooLarge || overflow { return nil }
            magnitude = sum
        }
        return Int128(isNegative: isNegative, magnitude: magnitude).flatMap { ExactDecimal(mantissa: $0, scale: max(-exponent, 0)) }
    }

    /// The value with at most `scale` decimals.
    ///
    /// - Parameter rounding: nil if no digit may be lost.
    /// - Throws: `.inexact` without a rounding.
    public func rescaled(to scale: Int, rounding: Rounding?) throws(DecimalError) -> WideDecimal {
        let lost = -(exponent + scale)
        guard lost > 0, !digits.isEmpty else { return self }
        guard let rounding else { throw .inexact(scale: scale) }
        let kept = digits.prefix(max(digits.count - lost, 0))
        // The digits that are lost begin with zeros if they are more than there are.
        let first = lost > digits.count ? 0 : digits[digits.count - lost]
        // The last digit is not 0, so that only a single 5 lies halfway.
        let isTie = first == 5 && lost == 1
        let isRaised =
            switch rounding {
            case .down: false
            case .halfUp: first >= 5
            case .halfEven: isTie ? (kept.last ?? 0) % 2 == 1 : first >= 5
            }
        let result = WideDecimal(isNegative: isNegative, digits: Array(kept), exponent: -scale)
        return isRaised ? try result.sum(WideDecimal(isNegative: isNegative, digits: [1], exponent: -scale)) : result
    }

    /// The value in units of the last of `scale` decimals.
    ///
    /// - Throws: `.inexact` if digits would be lost and no rounding is given, `.overflow` beyond 64 bits.
    public func units(scale: Int, rounding: Rounding?) throws(DecimalError) -> Int64 {
        guard digits.count + exponent + scale <= 19 else { throw .overflow }
        guard let exact = try rescaled(to: scale, rounding: rounding).exact else { throw .overflow }
        return try exact.units(scale: scale)
    }

    /// The value times `10^exponent`.
    public func shifted(by exponent: Int) -> WideDecimal {
        WideDecimal(isNegative: isNegative, digits: digits, exponent: self.exponent + exponent)
    }
}

extension WideDecimal: Comparable {
    public static func < (a: WideDecimal, b: WideDecimal) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? b.isCloserToZero(than: a) : a.isCloserToZero(than: b)
    }

    private func isCloserToZero(than other: WideDecimal) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        let (places, others) = (digits.count + exponent, other.digits.count + other.exponent)
        return places == others ? digits.lexicographicallyPrecedes(other.digits) : places < others
    }
}

extension WideDecimal: CustomStringConvertible {
    /// A plain decimal; with an exponent if it would be longer than ``maximumDigits``. A JSON number.
    public var description: String {
        guard max(digits.count + exponent, -exponent, digits.count) <= Self.maximumDigits else {
            return (isNegative ? "-" : "") + text(digits) + "e\(exponent)"
        }
        let zeros = repeatElement(0 as UInt8, count: max(exponent, 1 - exponent - digits.count, 0))
        let all = exponent > 0 ? digits + zeros : zeros + digits
        let decimals = max(-exponent, 0)
        let sign = isNegative ? "-" : ""
        if digits.isEmpty { return "0" }
        return decimals == 0 ? sign + text(all) : sign + text(all.dropLast(decimals)) + "." + text(all.suffix(decimals))
    }

    private func text(_ digits: some Sequence<UInt8>) -> String {
        String(decoding: digits.map { UInt8(ascii: "0") + $0 }, as: UTF8.self)
    }
}
