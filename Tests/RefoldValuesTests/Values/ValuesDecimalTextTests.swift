import RefoldValues
import Testing

@Suite("Exact decimals: text")
struct ValuesDecimalTextTests {
    private func units(_ text: String, scale: Int) throws -> Int64? {
        let bytes = Array(text.utf8)
        return try ExactDecimal.units(bytes.span, in: bytes.indices, scale: scale)
    }

    private func quickUnits(_ text: String, scale: Int) -> Int64? {
        let bytes = Array(text.utf8)
        return ExactDecimal.parseUnits(bytes.span, in: bytes.indices, scale: scale)
    }

    @Test(
        "A JSON number is read exactly",
        arguments: [
            ("0", "0"), ("-0", "0"), ("-0.05", "-0.05"), ("19.90", "19.90"), ("1.50e0", "1.50"), ("1.50e1", "15.0"), ("15E1", "150"),
            ("15e-3", "0.015"), ("1e38", "1" + String(repeating: "0", count: 38)), ("0e999999999999999999999", "0"),
            ("0e-5", "0.00000"), ("170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
            ("-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728"),
            ("1." + String(repeating: "0", count: 60), "1." + String(repeating: "0", count: 38)),
            ("170141183460469231731687303715884105727.00", "170141183460469231731687303715884105727"),
            ("0.00000000000000000000000000000000000000", "0.00000000000000000000000000000000000000"),
            ("1" + String(repeating: "0", count: 60) + "e-60", "1." + String(repeating: "0", count: 38)),
            ("0." + String(repeating: "0", count: 60) + "1e61", "1"), ("10000000000000000000.5", "10000000000000000000.5"),
        ])
    func reads(text: String, expected: String) {
        #expect(ExactDecimal(text)?.description == expected)
    }

    @Test(
        "What is not a JSON number, or beyond the range, is no decimal",
        arguments: [
            "", "-", "+1", "01", "-01", "00", ".5", "5.", "-.5", "1.e5", "1e", "1e+", "1e-", "1 ", " 1", "1_000", "1,5", "0x1F", "NaN", "nan",
            "Infinity", "1.2.3", "1e5.5", "--1", "1-", "１", "170141183460469231731687303715884105728",
            "-170141183460469231731687303715884105729", "1e39", "1e-39", "1e999999999999999999999", "1e-999999999999999999999",
            "123456789012345678901234567890123456789012345678901234567890", "1" + String(repeating: "0", count: 60) + "1",
        ])
    func refuses(text: String) throws {
        #expect(ExactDecimal(text) == nil)
        #expect((try? units(text, scale: 2)) ?? nil == nil)
    }

    @Test("Only the range is read")
    func range() throws {
        let bytes = Array(#"{"a":"12.5"}"#.utf8)
        #expect(ExactDecimal(bytes.span, in: 6..<10)?.description == "12.5")
        #expect(ExactDecimal.parseUnits(bytes.span, in: 6..<10, scale: 2) == 1250)
        #expect(ExactDecimal(bytes.span, in: 6..<6) == nil)
        #expect(ExactDecimal.parseUnits(bytes.span, in: 6..<6, scale: 2) == nil)
    }

    @Test("A decimal reads back from its own text with the same digits")
    func roundTrip() throws {
        var generator = ValuesGenerator(seed: 3)
        for _ in 0..<3000 {
            let value = generator.decimal()
            let back = try #require(ExactDecimal(value.description))
            #expect(back.mantissa == value.mantissa && back.scale == value.scale, "\(value)")
            let negative = value.mantissa < 0 ? "-" : ""
            var digits = String(value.mantissa.magnitude)
            digits = String(repeating: "0", count: max(0, value.scale + 1 - digits.count)) + digits
            let expected = negative + digits.dropLast(value.scale) + (value.scale > 0 ? "." + digits.suffix(value.scale) : "")
            #expect(value.description == expected)
        }
    }

    @Test("The fast reader agrees with the exact one on every text of up to five characters of a number")
    func quickReader() throws {
        let letters = Array("-019.e".utf8)
        var texts: [[UInt8]] = [[]]
        var answered = 0
        for _ in 0..<5 {
            texts = texts.flatMap { text in letters.map { text + [$0] } }
            for text in texts {
                let exact = try? ExactDecimal(text.span)?.units(scale: 2)
                let decimals = text.split(separator: UInt8(ascii: "."), maxSplits: 1).dropFirst().first?.count ?? 0
                let isQuick = decimals <= 2 && !text.contains(UInt8(ascii: "e"))
                let quick = ExactDecimal.parseUnits(text.span, in: text.indices, scale: 2)
                if quick != (isQuick ? exact : nil) { Issue.record("\(String(decoding: text, as: UTF8.self))") }
                if quick != nil { answered += 1 }
            }
        }
        #expect(answered > 500)
    }

    @Test("The fast reader reads up to 18 digits and gives up beyond")
    func quickReaderLimits() throws {
        #expect(quickUnits("9999999999999999.99", scale: 2) == 999_999_999_999_999_999)
        #expect(quickUnits("-9999999999999999.99", scale: 2) == -999_999_999_999_999_999)
        #expect(quickUnits("12345678901234567.89", scale: 2) == nil)
        #expect(quickUnits("0.000000000000000001", scale: 18) == nil)
        #expect(quickUnits("0.00000000000000001", scale: 17) == 1)
        #expect(quickUnits("7", scale: 17) == 700_000_000_000_000_000)
        #expect(quickUnits("1.500", scale: 2) == nil)
        #expect(quickUnits("1", scale: -1) == nil)
        #expect(quickUnits("9999999999999999999", scale: 0) == nil)
    }

    @Test("A number that the fast reader gives up is read by the full one")
    func longWay() throws {
        #expect(try units("-9223372036854775808", scale: 0) == .min)
        #expect(try units("92233720368547758.07", scale: 2) == .max)
        #expect(try units("1.500", scale: 2) == 150)
        #expect(try units("15e1", scale: 2) == 15000)
        #expect(throws: DecimalError.overflow) { try units("92233720368547758.08", scale: 2) }
        #expect(throws: DecimalError.inexact(scale: 2)) { try units("1.505", scale: 2) }
    }

    @Test("Units are written with exactly their scale")
    func unitsText() {
        func text(_ units: Int64, _ scale: Int) -> String {
            var bytes = Array("x".utf8)
            ExactDecimal.appendDecimal(units: units, scale: scale, to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(text(0, 0) == "x0")
        #expect(text(0, 2) == "x0.00")
        #expect(text(-5, 2) == "x-0.05")
        #expect(text(1990, 2) == "x19.90")
        #expect(text(100, 2) == "x1.00")
        #expect(text(.min, 0) == "x-9223372036854775808")
        #expect(text(.min, 18) == "x-9.223372036854775808")
        #expect(text(.max, 19) == "x0.9223372036854775807")
        #expect(text(7, -3) == "x7")
    }

    @Test("Errors contain no value")
    func errors() {
        #expect(DecimalError.inexact(scale: 2).description == "the number has more than 2 decimals")
        #expect(DecimalError.overflow.description == "the number is too large")
        #expect(DecimalError.divisionByZero.description == "the divisor is zero")
        #expect(Rounding(rawValue: "half-even") == .halfEven)
        #expect(Rounding.allCases.map(\.rawValue) == ["half-even", "half-up", "down"])
    }
}
