import RefoldValues
import Testing

@Suite("Exact decimals: arithmetic")
struct ValuesDecimalTests {
    private func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

    @Test("Sums, differences, products and order agree with long-hand arithmetic, and fail exactly if the result does not fit")
    func longHand() {
        var generator = ValuesGenerator(seed: 1)
        var (fitting, refused) = (0, 0)
        for _ in 0..<1500 {
            let a = generator.decimal()
            let b = generator.decimal()
            let (x, y) = (LongHand(a.description), LongHand(b.description))
            for (result, expected) in [
                (try? a.adding(b), x + y), (try? a.subtracting(b), x + -y), (try? a.multiplied(by: b), x * y),
            ] {
                if expected.fits { fitting += 1 } else { refused += 1 }
                #expect(result?.reduced.description == (expected.fits ? expected.text : nil), "\(a) and \(b)")
            }
            let difference = (x + -y).text
            #expect((a < b) == difference.hasPrefix("-"))
            #expect((a == b) == (difference == "0"))
        }
        #expect(fitting > 500 && refused > 500)
    }

    @Test("Quotients agree with long division in every rounding")
    func division() {
        var generator = ValuesGenerator(seed: 2)
        for _ in 0..<250 {
            let a = generator.decimal()
            let b = generator.decimal()
            let scale = Int.random(in: 0...38, using: &generator)
            for rounding in Rounding.allCases {
                guard b != .zero else {
                    #expect(throws: DecimalError.divisionByZero) { try a.divided(by: b, scale: scale, rounding: rounding) }
                    continue
                }
                let result = try? a.divided(by: b, scale: scale, rounding: rounding)
                let expected = LongHand.quotient(
                    LongHand(a.description), LongHand(b.description), scale: scale, rounding: rounding.rawValue)
                if let result {
                    #expect(result.scale == scale)
                    #expect(result.reduced.description == expected.text, "\(a) / \(b)")
                } else {
                    // The scale is fixed here, so the digits written out must exceed 128 bits.
                    let digits = expected.raised(to: scale).digits.reversed().drop { $0 == 0 }
                    #expect(Int128((expected.isNegative ? "-" : "") + digits.map(String.init).joined()) == nil, "\(a) / \(b)")
                }
            }
        }
    }

    @Test("Every number from -30.00 to 30.00 in steps of 0.05 rounds as defined", arguments: Rounding.allCases)
    func ties(rounding: Rounding) throws {
        for units in stride(from: -3000, through: 3000, by: 5) {
            let (whole, rest) = (abs(units) / 10, abs(units) % 10)
            let raises =
                switch rounding {
                case .down: false
                case .halfUp: rest >= 5
                case .halfEven: rest > 5 || rest == 5 && whole % 2 == 1
                }
            let expected = (whole + (raises ? 1 : 0)) * units.signum()
            #expect(try ExactDecimal(units: Int64(units), scale: 2).units(scale: 1, rounding: rounding) == Int64(expected))
        }
    }

    @Test("Numbers of one value are equal, hash alike and are ordered by value")
    func equality() throws {
        #expect(try decimal("1.0") == decimal("1.00"))
        #expect(Set([try decimal("1.0"), try decimal("1.00"), try decimal("1"), try decimal("10e-1")]).count == 1)
        #expect(Set([try decimal("0"), try decimal("-0.000")]).count == 1)
        #expect(try decimal("-1.5") < decimal("-1.49"))
        #expect(try decimal("0.1") > decimal("0.09999999999999999999999999999999999999"))
        let largest = try #require(ExactDecimal(mantissa: .max, scale: 0))
        let smallest = try #require(ExactDecimal(mantissa: .min, scale: 38))
        #expect(smallest < largest)
        #expect(largest != smallest)
    }

    @Test("Rescaling keeps the value or reports the requested number of decimals")
    func rescaling() throws {
        #expect(try decimal("1.50").rescaled(to: 1).description == "1.5")
        #expect(try decimal("1.5").rescaled(to: 3).description == "1.500")
        #expect(throws: DecimalError.inexact(scale: 1)) { try decimal("1.55").rescaled(to: 1) }
        #expect(throws: DecimalError.overflow) { try decimal("1.5").rescaled(to: 38).rescaled(to: 39) }
        #expect(throws: DecimalError.overflow) { try decimal("2").rescaled(to: 38) }
        #expect(throws: DecimalError.overflow) { try decimal("1.5").rescaled(to: -1) }
        #expect(try decimal("-2.5").rescaled(to: 0, rounding: .halfEven).description == "-2")
        #expect(try decimal("0.00000000000000000000000000000000000001").rescaled(to: 0, rounding: .halfUp) == .zero)
    }

    @Test("Units of 64 bits reach exactly to their limits")
    func units() throws {
        #expect(try decimal("-92233720368547758.08").units(scale: 2) == .min)
        #expect(try decimal("92233720368547758.07").units(scale: 2) == .max)
        #expect(throws: DecimalError.overflow) { try decimal("92233720368547758.08").units(scale: 2) }
        #expect(throws: DecimalError.inexact(scale: 2)) { try decimal("0.001").units(scale: 2) }
        #expect(ExactDecimal(units: .min, scale: 18).description == "-9.223372036854775808")
    }

    @Test("The extremes of 128 bits never trap")
    func extremes() throws {
        let largest = try #require(ExactDecimal(mantissa: .max, scale: 0))
        let smallest = try #require(ExactDecimal(mantissa: .min, scale: 0))
        #expect(throws: DecimalError.overflow) { try largest.adding(ExactDecimal(1)) }
        #expect(throws: DecimalError.overflow) { try smallest.subtracting(ExactDecimal(1)) }
        #expect(throws: DecimalError.overflow) { try smallest.negated() }
        #expect(throws: DecimalError.overflow) { try smallest.divided(by: ExactDecimal(-1), scale: 0, rounding: .down) }
        #expect(try smallest.adding(largest) == ExactDecimal(-1))
        #expect(try smallest.divided(by: smallest, scale: 37, rounding: .down) == ExactDecimal(1))
        #expect(try smallest.multiplied(by: ExactDecimal(1)) == smallest)
        #expect(throws: DecimalError.inexact(scale: 38)) {
            let tiny = try #require(ExactDecimal(mantissa: 1, scale: 38))
            _ = try tiny.multiplied(by: tiny)
        }
        #expect(ExactDecimal(mantissa: 1, scale: 39) == nil)
        #expect(ExactDecimal(mantissa: 1, scale: -1) == nil)
    }
}
