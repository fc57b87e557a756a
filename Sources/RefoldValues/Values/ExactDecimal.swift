/// An exact decimal number: `mantissa × 10^-scale`.
///
/// Equality, order and hash use the value (`1.0 == 1.00`); the scale is kept for the text form. Nothing rounds unless a ``Rounding`` is
/// given. For columns of many values keep `Int64` units at one scale instead.
public struct ExactDecimal: Sendable {
    /// The digits, as a count of units of the last place.
    public let mantissa: Int128
    /// The number of digits after the decimal point, within ``scales``.
    public let scale: Int

    /// The possible scales of a decimal.
    public static let scales = 0...38

    /// Zero, without decimals.
    public static let zero = ExactDecimal(unchecked: 0, scale: 0)

    /// `mantissa × 10^-scale`; nil if the scale is outside ``scales``.
    public init?(mantissa: Int128, scale: Int) {
        guard Self.scales.contains(scale) else { return nil }
        self.init(unchecked: mantissa, scale: scale)
    }

    /// `units × 10^-scale`.
    ///
    /// - Precondition: the scale is within ``scales``; it must come from a checked declaration, never from data.
    public init(units: Int64, scale: Int) {
        precondition(Self.scales.contains(scale), "a decimal's scale is 0 to 38")
        self.init(unchecked: Int128(units), scale: scale)
    }

    /// The integer `value`, without decimals.
    public init(_ value: Int64) {
        self.init(unchecked: Int128(value), scale: 0)
    }

    init(unchecked mantissa: Int128, scale: Int) {
        self.mantissa = mantissa
        self.scale = scale
    }

    /// Whether the value is below zero.
    public var isNegative: Bool { mantissa < 0 }

    /// The same value with the fewest decimals: `1.500` becomes `1.5`, `20.00` becomes `20`.
    public var reduced: ExactDecimal {
        if mantissa == 0 { return .zero }
        var (mantissa, scale) = (mantissa, scale)
        while scale > 0, mantissa % 10 == 0 {
            mantissa /= 10
            scale -= 1
        }
        return ExactDecimal(unchecked: mantissa, scale: scale)
    }

    /// `10^exponent` for an exponent of 0 to 38.
    static func powerOfTen(_ exponent: Int) -> UInt128 { powersOfTen[exponent] }

    private static let powersOfTen: [UInt128] = scales.map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }
}

extension ExactDecimal: Comparable, Hashable {
    public static func == (a: ExactDecimal, b: ExactDecimal) -> Bool {
        a.scale == b.scale ? a.mantissa == b.mantissa : order(a, b) == 0
    }

    public static func < (a: ExactDecimal, b: ExactDecimal) -> Bool {
        a.scale == b.scale ? a.mantissa < b.mantissa : order(a, b) < 0
    }

    public func hash(into hasher: inout Hasher) {
        let value = reduced
        hasher.combine(value.mantissa)
        hasher.combine(value.scale)
    }

    /// Negative if `a < b`, 0 if they are equal, positive if `a > b`.
    ///
    /// Integer parts are compared first: fractions are below 1, so bringing them to one scale stays below 10^38.
    private static func order(_ a: ExactDecimal, _ b: ExactDecimal) -> Int {
        let (wholeA, fractionA) = a.mantissa.quotientAndRemainder(dividingBy: Int128(powerOfTen(a.scale)))
        let (wholeB, fractionB) = b.mantissa.quotientAndRemainder(dividingBy: Int128(powerOfTen(b.scale)))
        if wholeA != wholeB { return wholeA < wholeB ? -1 : 1 }
        let scale = max(a.scale, b.scale)
        let left = fractionA * Int128(powerOfTen(scale - a.scale))
        let right = fractionB * Int128(powerOfTen(scale - b.scale))
        return left == right ? 0 : left < right ? -1 : 1
    }
}
