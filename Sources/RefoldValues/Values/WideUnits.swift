/// Numbers of up to 38 digits, in units of the last place, as 16 bytes that sort as the numbers do.
///
/// What columns hold whose numbers would not fit in 64 bits.
public enum WideUnits {
    /// The most digits of a number.
    public static let digits = 38
    /// The bytes of a number.
    public static let byteCount = 16
    /// Stands for what is no such number; sorts after all of them.
    public static let invalid = Int128.max

    /// `10^38`, which has a digit too many.
    private static let limit = Int128(ExactDecimal.powerOfTen(digits))

    /// Whether a number has at most ``digits``.
    public static func fits(_ number: Int128) -> Bool { number < limit && number > -limit }

    /// The 16 bytes: big-endian, with the sign bit inverted.
    public static func bytes(of number: Int128) -> InlineArray<16, UInt8> {
        var rest = UInt128(truncatingIfNeeded: number) ^ 1 << 127
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        for place in stride(from: 15, through: 0, by: -1) {
            bytes[place] = UInt8(truncatingIfNeeded: rest)
            rest >>= 8
        }
        return bytes
    }

    /// The number of 16 bytes; ``invalid`` if there are more or fewer.
    public static func number(of bytes: Span<UInt8>) -> Int128 {
        guard bytes.count == byteCount else { return invalid }
        var bits: UInt128 = 0
        for index in bytes.indices { bits = bits << 8 | UInt128(bytes[index]) }
        return Int128(truncatingIfNeeded: bits ^ 1 << 127)
    }

    /// A number if it has at most ``digits``.
    ///
    /// - Throws: `.overflow`.
    public static func checked(_ number: Int128) throws(DecimalError) -> Int128 {
        guard fits(number) else { throw .overflow }
        return number
    }

    /// The sum of two numbers.
    ///
    /// - Throws: `.overflow` if it has more than ``digits``.
    public static func sum(_ a: Int128, _ b: Int128) throws(DecimalError) -> Int128 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return try checked(overflow ? invalid : sum)
    }

    /// The number in a plain decimal as ``ExactDecimal/appendText(to:)`` writes it, in units of its own last place; ``invalid`` for anything
    /// else.
    ///
    /// - Parameter scale: the decimals that it must have; nil for any.
    public static func number(written text: Span<UInt8>, scale: Int?) -> Int128 {
        guard let number = ExactDecimal(text), fits(number.mantissa), scale == nil || number.scale == scale else { return invalid }
        return number.mantissa
    }
}

extension ExactDecimal {
    /// The value in units of the last of `scale` decimals, of up to 38 digits.
    ///
    /// - Parameter rounding: nil if no digit may be lost.
    /// - Throws: `.inexact` if digits would be lost and no rounding is given, `.overflow` beyond 38 digits.
    public func wideUnits(scale: Int, rounding: Rounding?) throws(DecimalError) -> Int128 {
        let result = if let rounding { try rescaled(to: scale, rounding: rounding) } else { try rescaled(to: scale) }
        return try WideUnits.checked(result.mantissa)
    }

    /// The number written in `bytes` as a JSON number of any length, in units of the last of `scale` decimals; nil if it is not a number.
    ///
    /// - Throws: `.inexact` if it has more decimals, `.overflow` beyond 38 digits.
    public static func wideUnits(_ bytes: Span<UInt8>, scale: Int) throws(DecimalError) -> Int128? {
        if let units = parseUnits(bytes, in: bytes.indices, scale: scale) { return Int128(units) }
        if let decimal = ExactDecimal(bytes) { return try decimal.wideUnits(scale: scale, rounding: nil) }
        return try WideDecimal(bytes)?.wideUnits(scale: scale, rounding: nil)
    }
}

extension WideDecimal {
    /// The value in units of the last of `scale` decimals, of up to 38 digits; see ``ExactDecimal/wideUnits(scale:rounding:)``.
    public func wideUnits(scale: Int, rounding: Rounding?) throws(DecimalError) -> Int128 {
        guard digits.count + exponent + scale <= WideUnits.digits else { throw .overflow }
        guard let exact = try rescaled(to: scale, rounding: rounding).exact else { throw .overflow }
        return try exact.wideUnits(scale: scale, rounding: nil)
    }
}
