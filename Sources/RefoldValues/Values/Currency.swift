/// A currency of ISO 4217: its three-letter code and the decimals of its minor unit, packed in four bytes.
///
/// Known are the active codes with a minor unit, and those withdrawn since 2010, which old events may contain. Codes without a minor unit
/// (`XAU`, `XDR`, `XXX`) are not currencies here.
public struct Currency: Sendable, Hashable {
    /// The three letters, the first in the highest of the lower 24 bits; above them the decimals.
    @usableFromInline let packed: UInt32

    @inlinable
    init(letters: UInt32, minorDigits: UInt8) {
        packed = UInt32(minorDigits) << 24 | letters
    }

    /// The currency of a code of three capital letters; nil if it is not known.
    public init?(code: String) {
        let utf8 = code.utf8
        self.init(code: utf8.span)
    }

    /// The currency of the code in `bytes`; nil if it is not known.
    @inlinable
    public init?(code bytes: Span<UInt8>) {
        self.init(code: bytes, in: bytes.indices)
    }

    /// The currency of the code in `range` of `bytes`; nil if it is not known. One table lookup without a hash.
    @inlinable
    public init?(code bytes: Span<UInt8>, in range: Range<Int>) {
        guard range.count == 3 else { return nil }
        let a = bytes[range.lowerBound] &- UInt8(ascii: "A")
        let b = bytes[range.lowerBound + 1] &- UInt8(ascii: "A")
        let c = bytes[range.lowerBound + 2] &- UInt8(ascii: "A")
        guard a < 26, b < 26, c < 26 else { return nil }
        let digits = CurrencyTable.minorDigits[(Int(a) &* 26 &+ Int(b)) &* 26 &+ Int(c)]
        guard digits != CurrencyTable.unknown else { return nil }
        let letters = UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c)
        self.init(letters: letters &+ 0x41_41_41, minorDigits: digits)
    }

    /// The decimals of the minor unit: 0, 2, 3 or 4.
    @inlinable
    public var minorDigits: Int { Int(packed >> 24) }

    /// The three letters, as `EUR`.
    public var code: String {
        var bytes: [UInt8] = []
        appendCode(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the three letters.
    @inlinable
    public func appendCode(to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: packed >> 16))
        bytes.append(UInt8(truncatingIfNeeded: packed >> 8))
        bytes.append(UInt8(truncatingIfNeeded: packed))
    }

    /// Every known currency, by code.
    public static var all: [Currency] { CurrencyTable.codes.keys.compactMap { Currency(code: $0) }.sorted() }
}

extension Currency: Comparable {
    /// Sorts by code.
    public static func < (a: Currency, b: Currency) -> Bool {
        a.packed & 0xFF_FFFF < b.packed & 0xFF_FFFF
    }
}

extension Currency: CustomStringConvertible {
    /// The three letters.
    public var description: String { code }
}
