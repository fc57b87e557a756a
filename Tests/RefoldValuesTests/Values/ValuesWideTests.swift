import RefoldTesting
import RefoldValues
import Testing

@Suite("Numbers of up to 38 digits")
struct ValuesWideTests {
    static let most = (0..<38).reduce(1 as Int128) { power, _ in power * 10 } - 1

    private func array(_ number: Int128) -> [UInt8] {
        let bytes = WideUnits.bytes(of: number)
        return bytes.indices.map { bytes[$0] }
    }

    @Test("Their bytes sort as they do, and give them back")
    func order() {
        var random = SeededNumbers(7)
        var numbers: [Int128] = [0, 1, -1, Self.most, -Self.most, .max, .min, 1 << 64, -1 << 64]
        for _ in 0..<400 { numbers.append(Int128.random(in: .min ... .max, using: &random) >> Int128.random(in: 0...127, using: &random)) }
        #expect(numbers.map { WideUnits.number(of: array($0).span) } == numbers)
        #expect(numbers.sorted() == numbers.sorted { array($0).lexicographicallyPrecedes(array($1)) })
        #expect(WideUnits.number(of: [1, 2, 3].span) == WideUnits.invalid && !WideUnits.fits(WideUnits.invalid))
    }

    @Test("A text becomes units of the last place, exactly, up to 38 digits and no further")
    func units() throws {
        let most = String(repeating: "9", count: 38)
        for (text, scale, expected) in [
            ("10", 18, "10000000000000000000"), ("123456789012.345678901234567890", 18, "123456789012345678901234567890"), ("-0.000000000000000001", 18, "-1"),
            (most, 0, most), ("-\(most)", 0, "-\(most)"), ("1e37", 0, "1" + String(repeating: "0", count: 37)), ("0e99", 18, "0"),
            ("0." + String(repeating: "0", count: 17) + "10000", 18, "1"), ("9" + String(repeating: "0", count: 60) + "e-60", 18, "9" + String(repeating: "0", count: 18)),
        ] {
            #expect(try ExactDecimal.wideUnits(Array(text.utf8).span, scale: scale) == Int128(expected), "\(text)")
        }
        for (text, scale, reason) in [
            (most + "9", 0, DecimalError.overflow), ("1e38", 0, .overflow), ("-1e38", 0, .overflow), ("170000000000000000000000000000000000000", 0, .overflow),
            ("1e20", 18, .overflow), ("1e999999", 18, .overflow), ("0.1234567890123456789", 18, .inexact(scale: 18)), ("1e-19", 18, .inexact(scale: 18)),
        ] {
            #expect(throws: reason, "\(text)") { _ = try ExactDecimal.wideUnits(Array(text.utf8).span, scale: scale) }
        }
        #expect(try ExactDecimal.wideUnits(Array("ten".utf8).span, scale: 2) == nil)
    }

    @Test("A sum beyond 38 digits is an overflow, also beyond 128 bits")
    func sums() throws {
        #expect(try WideUnits.sum(Self.most, -Self.most) == 0)
        #expect(try WideUnits.sum(Self.most - 1, 1) == Self.most)
        #expect(throws: DecimalError.overflow) { _ = try WideUnits.sum(Self.most, 1) }
        #expect(throws: DecimalError.overflow) { _ = try WideUnits.sum(-Self.most, -Self.most) }
    }

    @Test("A number of many digits is rounded once, and refused if it then has too many")
    func rounding() throws {
        func wide(_ text: String) -> WideDecimal? { WideDecimal(Array(text.utf8).span) }
        let long = try #require(wide("0.4999999999999999995000000000000000000000000000000000000000001"))
        #expect(try long.wideUnits(scale: 18, rounding: .halfUp) == 500_000_000_000_000_000)
        #expect(try long.wideUnits(scale: 18, rounding: .down) == 499_999_999_999_999_999)
        #expect(throws: DecimalError.inexact(scale: 18)) { _ = try long.wideUnits(scale: 18, rounding: nil) }
        let nines = try #require(wide(String(repeating: "9", count: 38) + ".5"))
        #expect(throws: DecimalError.overflow) { _ = try nines.wideUnits(scale: 0, rounding: .halfUp) }
        #expect(try nines.wideUnits(scale: 0, rounding: .down) == Self.most)
    }

    @Test("What SQLite keeps is read as it was written, and anything else is none")
    func written() {
        for (units, scale) in [(Self.most, 0), (-Self.most, 18), (0, 18), (1, 18), (-1, 2), (10, 1)] as [(Int128, Int)] {
            let text = ExactDecimal(mantissa: units, scale: scale)?.description ?? ""
            #expect(WideUnits.number(written: Array(text.utf8).span, scale: scale) == units)
            #expect(WideUnits.number(written: Array(text.utf8).span, scale: nil) == units)
        }
        for text in ["", "x", "1.5", "1" + String(repeating: "0", count: 38) + ".00"] {
            #expect(WideUnits.number(written: Array(text.utf8).span, scale: 2) == WideUnits.invalid, "\(text)")
        }
    }
}
