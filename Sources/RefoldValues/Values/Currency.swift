/// A currency: its code and the decimals of its minor unit, packed in eight bytes.
///
/// Known are the codes of ISO 4217, active and withdrawn, and those that were added for the process; see ``add(_:minorDigits:)``. A code
/// of ISO 4217 without a minor unit (`XAU`, `XDR`, `XXX`) has no decimals unless some were stated for it.
public struct Currency: Sendable, Hashable {
    /// The decimals in the highest byte; below them the code, its first letter highest, then zeros.
    @usableFromInline let packed: UInt64

    @inlinable
    init(packed: UInt64) { self.packed = packed }

    @inlinable
    init(code: UInt64, minorDigits: UInt8) { packed = UInt64(minorDigits) << 56 | code }

    /// The currency of a code; nil if it is not known.
    public init?(code: String) {
        let utf8 = code.utf8
        self.init(code: utf8.span)
    }

    /// The currency of the code in `bytes`; nil if it is not known.
    @inlinable
    public init?(code bytes: Span<UInt8>) {
        self.init(code: bytes, in: bytes.indices)
    }

    /// The currency of the code in `range` of `bytes`; nil if it is not known. One table lookup without a hash for those of ISO 4217.
    @inlinable
    public init?(code bytes: Span<UInt8>, in range: Range<Int>) {
        if range.count == 3 {
            let a = bytes[range.lowerBound] &- UInt8(ascii: "A")
            let b = bytes[range.lowerBound + 1] &- UInt8(ascii: "A")
            let c = bytes[range.lowerBound + 2] &- UInt8(ascii: "A")
            if a < 26, b < 26, c < 26 {
                let digits = CurrencyTable.minorDigits[(Int(a) &* 26 &+ Int(b)) &* 26 &+ Int(c)]
                if digits < CurrencyTable.undivided {
                    let letters = UInt64(a) << 48 | UInt64(b) << 40 | UInt64(c) << 32
                    self.init(code: letters &+ 0x41_4141_0000_0000, minorDigits: digits)
                    return
                }
            }
        }
        guard let currency = Self.stated(bytes, in: range) else { return nil }
        self = currency
    }

    /// The decimals of the minor unit, 0 to ``maximumMinorDigits``.
    @inlinable
    public var minorDigits: Int { Int(packed >> 56) }

    /// The code without the decimals.
    var codeOnly: UInt64 { packed & 0x00FF_FFFF_FFFF_FFFF }

    /// The code, as `EUR`.
    public var code: String {
        var bytes: [UInt8] = []
        appendCode(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the code.
    @inlinable
    public func appendCode(to bytes: inout [UInt8]) {
        var rest = packed << 8
        while rest != 0 {
            bytes.append(UInt8(truncatingIfNeeded: rest >> 56))
            rest <<= 8
        }
    }

    /// Every known currency, by code.
    public static var all: [Currency] {
        Set(CurrencyTable.codes.keys.compactMap { Currency(code: $0) } + AddedCurrencies.all).sorted()
    }
}

extension Currency: Comparable {
    /// Sorts by code.
    public static func < (a: Currency, b: Currency) -> Bool { a.packed << 8 < b.packed << 8 }
}

extension Currency: CustomStringConvertible {
    /// The code.
    public var description: String { code }
}
