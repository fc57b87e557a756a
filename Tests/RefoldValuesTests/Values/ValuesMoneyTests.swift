import RefoldValues
import Testing

@Suite("Money and currencies", .serialized)
struct ValuesMoneyTests {
    private func currency(_ code: String) throws -> Currency { try #require(Currency(code: code)) }

    @Test(
        "A currency knows the decimals of its minor unit",
        arguments: [
            (0, "JPY KRW VND CLP ISK XAF XOF XPF PYG UGX RWF UYI"), (2, "EUR USD GBP CHF CHE CHW MXV USN COU BOV HUF IDR MGA MRU XCG SLE ZWG"),
            (2, "HRK BGN ZWL DEM FRF CSK XEU YUN ZRZ"), (0, "ITL BEF ESP GRD PTE ADP TRL"), (0, "XAU XDR XXX XTS XUA XRE"), (3, "BHD KWD OMR TND JOD IQD LYD"), (4, "CLF UYW"),
        ])
    func minorDigits(digits: Int, codes: String) throws {
        for code in codes.split(separator: " ") {
            let currency = try currency(String(code))
            #expect(currency.minorDigits == digits)
            #expect(currency.code == code)
        }
    }

    @Test("A text that is no code of ISO 4217 is unknown")
    func unknown() {
        for code in ["", "E", "EU", "EURO", "eur", "Eur", "EU1", "XYZ", "XAA", "AAA", "ZZZ", "E€", "EU\0", "@AA", "[AA"] {
            #expect(Currency(code: code) == nil, "\(code)")
        }
    }

    @Test("All currencies are listed once, by code, and can be found by their codes")
    func all() {
        let all = Currency.all
        #expect(all.count > 280)
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 < $1 && $0.code < $1.code })
        #expect(all.allSatisfy { Currency(code: $0.code) == $0 })
    }

    @Test("A currency of one's own has the decimals that were stated for it, and keeps them")
    func added() throws {
        try Currency.add("QBT", minorDigits: 8)
        try Currency.add("QBT", minorDigits: 8)
        try Currency.add("QPOINTS", minorDigits: 0)
        try Currency.add("Q2", minorDigits: 12)
        #expect(try currency("QBT").minorDigits == 8 && currency("QPOINTS").code == "QPOINTS" && currency("Q2").description == "Q2")
        #expect(Set(["QBT", "QPOINTS", "Q2"]).isSubset(of: Currency.all.map(\.code)))
        #expect(Currency(code: "QPOINT") == nil && Currency(code: "QPOINTSS") == nil && Currency(code: "Q") == nil)
        #expect(try currency("Q2") < currency("QBT"))
        let (left, right) = (try #require(ExactDecimal("0.00000001")), try currency("QBT"))
        #expect(try Money(left, right).description == "0.00000001 QBT")
    }

    @Test("A code without a minor unit in ISO 4217 has none, unless decimals are stated for it")
    func undivided() throws {
        #expect(try currency("XBB").minorDigits == 0)
        try Currency.add("XBB", minorDigits: 3)
        #expect(try currency("XBB").minorDigits == 3)
    }

    @Test(
        "A currency that ISO 4217 knows otherwise, was added otherwise, or cannot be one, is refused with the reason",
        arguments: [
            ("EUR", 3, "EUR has 2 decimals in ISO 4217, not 3"), ("ITL", 2, "ITL has 0 decimals in ISO 4217, not 2"),
            ("QOTHER", 3, "QOTHER was added to this process with 2 decimals, not 3"), ("btc", 8, "\"btc\" cannot be the code of a currency"),
            ("LONGCODE", 2, "\"LONGCODE\" cannot be the code of a currency"), ("", 2, "\"\" cannot be the code of a currency"),
            ("QETH", 19, "the currency QETH has 19 decimals"),
        ])
    func refused(code: String, decimals: Int, what: String) throws {
        try Currency.add("QOTHER", minorDigits: 2)
        do throws(RefoldError) {
            try Currency.add(code, minorDigits: decimals)
            Issue.record("nothing was refused")
        } catch {
            #expect(error.faults.first?.what == what)
        }
        #expect(try Currency.add("EUR", minorDigits: 2) == currency("EUR"))
    }

    @Test("A code is read from a range of bytes")
    func bytes() throws {
        let bytes = Array(#""EUR""#.utf8)
        #expect(try Currency(code: bytes.span, in: 1..<4) == currency("EUR"))
        #expect(Currency(code: bytes.span, in: 0..<3) == nil)
        #expect(Currency(code: bytes.span) == nil)
        var out: [UInt8] = []
        try currency("JPY").appendCode(to: &out)
        #expect(out == Array("JPY".utf8))
    }

    @Test("Amounts add, subtract, multiply and negate within one currency")
    func arithmetic() throws {
        let euro = try currency("EUR")
        let price = Money(minorUnits: 1990, currency: euro)
        #expect(try price.adding(price).minorUnits == 3980)
        #expect(try price.subtracting(Money(minorUnits: 2000, currency: euro)).description == "-0.10 EUR")
        #expect(try price.multiplied(by: -3).minorUnits == -5970)
        #expect(try price.negated().minorUnits == -1990)
        #expect(try price.isLess(than: Money(minorUnits: 1991, currency: euro)))
        #expect(try !price.isLess(than: price))
    }

    @Test("Two currencies are never mixed")
    func mixed() throws {
        let (euro, yen) = (try currency("EUR"), try currency("JPY"))
        let (a, b) = (Money(minorUnits: 1, currency: euro), Money(minorUnits: 1, currency: yen))
        #expect(a != b)
        #expect(throws: MoneyError.mixedCurrencies(euro, yen)) { try a.adding(b) }
        #expect(throws: MoneyError.mixedCurrencies(yen, euro)) { try b.subtracting(a) }
        #expect(throws: MoneyError.mixedCurrencies(euro, yen)) { try a.isLess(than: b) }
        #expect(MoneyError.mixedCurrencies(euro, yen).description == "the amounts are in two currencies, EUR and JPY")
    }

    @Test("Overflow is thrown, never wrapped")
    func overflow() throws {
        let euro = try currency("EUR")
        let (one, most, least) = (
            Money(minorUnits: 1, currency: euro), Money(minorUnits: .max, currency: euro), Money(minorUnits: .min, currency: euro)
        )
        #expect(throws: MoneyError.overflow) { try most.adding(one) }
        #expect(throws: MoneyError.overflow) { try least.subtracting(one) }
        #expect(throws: MoneyError.overflow) { try most.multiplied(by: 2) }
        #expect(throws: MoneyError.overflow) { try least.multiplied(by: -1) }
        #expect(throws: MoneyError.overflow) { try least.negated() }
        #expect(least.description == "-92233720368547758.08 EUR")
    }

    @Test("A decimal becomes money only if its decimals fit the currency")
    func fromDecimal() throws {
        func units(_ text: String, _ code: String) throws -> Int64 {
            try Money(try #require(ExactDecimal(text)), try currency(code)).minorUnits
        }
        #expect(try units("19.9", "EUR") == 1990)
        #expect(try units("19.900", "EUR") == 1990)
        #expect(try units("1250", "JPY") == 1250)
        #expect(try units("1250.0", "JPY") == 1250)
        #expect(try units("1.234", "KWD") == 1234)
        #expect(try units("1.2345", "CLF") == 12345)
        #expect(throws: MoneyError.tooManyDecimals(try currency("JPY"))) { try units("1250.5", "JPY") }
        #expect(throws: MoneyError.tooManyDecimals(try currency("EUR"))) { try units("0.001", "EUR") }
        #expect(throws: MoneyError.overflow) { try units("92233720368547758.08", "EUR") }
        #expect(Money(minorUnits: 1250, currency: try currency("JPY")).amount.description == "1250")
        #expect(
            MoneyError.tooManyDecimals(try currency("JPY")).description == "the amount has more decimals than the 0 of JPY")
    }
}
