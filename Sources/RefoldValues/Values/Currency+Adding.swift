extension Currency {
    /// The most decimals that an added currency may have: an amount has 64 bits of minor units, 9,223,372 units at this many decimals.
    public static let maximumMinorDigits = 12

    /// Adds a currency of one's own, or states the decimals of a code that ISO 4217 gives none, for the whole process.
    ///
    /// To add the same again changes nothing. Call it before amounts of the currency are read.
    /// - Parameters:
    ///   - code: two to seven capital letters or digits, the first a letter.
    ///   - minorDigits: the decimals of its amounts, 0 to ``maximumMinorDigits``.
    /// - Throws: ``RefoldError/Status/usage`` for another code or number, for a currency that ISO 4217 gives other decimals, and for one that
    ///   was added with other decimals.
    @discardableResult
    public static func add(_ code: String, minorDigits: Int) throws(RefoldError) -> Currency {
        guard let packed = packed(code) else {
            throw RefoldError(
                .usage, "\"\(code)\" cannot be the code of a currency",
                expected: "two to seven capital letters or digits, the first a letter, such as \"BTC\"")
        }
        guard (0...maximumMinorDigits).contains(minorDigits) else {
            throw RefoldError(
                .usage, "the currency \(code) has \(minorDigits) decimals",
                expected: "0 to \(maximumMinorDigits): an amount has 64 bits of last places, which with 18 decimals end at 9.22",
                remedy: "state fewer decimals and round amounts to them, or keep the last places in a column of type text")
        }
        if let digits = CurrencyTable.codes[code], digits != CurrencyTable.undivided {
            guard Int(digits) == minorDigits else {
                throw RefoldError(
                    .usage, "\(code) has \(digits) decimals in ISO 4217, not \(minorDigits)", expected: "a code that ISO 4217 does not have",
                    remedy: "take it away, or give the currency another code")
            }
            return Currency(code: packed, minorDigits: digits)
        }
        guard let added = AddedCurrencies.add(Currency(code: packed, minorDigits: UInt8(truncatingIfNeeded: minorDigits))) else {
            throw RefoldError(.usage, "there are too many currencies", expected: "at most \(AddedCurrencies.maximumCount) that are added")
        }
        guard added.minorDigits == minorDigits else {
            throw RefoldError(
                .usage, "\(code) was added to this process with \(added.minorDigits) decimals, not \(minorDigits)",
                expected: "the same decimals everywhere", remedy: "state one number of decimals; a program that was running when they were changed must be started again")
        }
        return added
    }

    /// The currencies that were added, by code, each with its decimals.
    public static var added: [Currency] { AddedCurrencies.all.sorted() }

    /// A code that was added, or one of ISO 4217 without a minor unit.
    @usableFromInline
    static func stated(_ bytes: Span<UInt8>, in range: Range<Int>) -> Currency? {
        guard let code = packed(bytes, in: range) else { return nil }
        if let added = AddedCurrencies.currency(of: code) { return added }
        guard range.count == 3 else { return nil }
        let currency = Currency(code: code, minorDigits: 0)
        return CurrencyTable.codes[currency.code] == CurrencyTable.undivided ? currency : nil
    }

    private static func packed(_ code: String) -> UInt64? {
        let utf8 = code.utf8
        return packed(utf8.span, in: 0..<utf8.count)
    }

    /// A code in the places that it has in ``packed``; nil if no currency can have it.
    private static func packed(_ bytes: Span<UInt8>, in range: Range<Int>) -> UInt64? {
        guard (2...7).contains(range.count), bytes[range.lowerBound] &- UInt8(ascii: "A") < 26 else { return nil }
        var packed: UInt64 = 0
        for index in range {
            guard bytes[index] &- UInt8(ascii: "A") < 26 || bytes[index] &- UInt8(ascii: "0") < 10 else { return nil }
            packed = packed << 8 | UInt64(bytes[index])
        }
        return packed << (UInt64(7 - range.count) * 8)
    }
}
