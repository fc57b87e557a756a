import Testing
@testable import RefoldValues

@Suite("Numbers, times and days as they are written, beside a slow reading")
struct WrittenFormTests {
    private func bytes<Result>(_ text: String, _ body: (Span<UInt8>) -> Result) -> Result {
        let utf8 = Array(text.utf8)
        return body(utf8.span)
    }

    // MARK: Numbers

    /// The JSON number that a text means: by splitting it at its marks.
    private func slow(_ text: String, decimal: String?, group: String?) -> String? {
        var rest = String(text.drop { " \t".contains($0) }.reversed().drop { " \t".contains($0) }.reversed())
        var sign = ""
        if rest.hasPrefix("(") {
            guard rest.hasSuffix(")"), rest.count > 1 else { return nil }
            (rest, sign) = (String(rest.dropFirst().dropLast()), "-")
        } else if rest.hasPrefix("-") || rest.hasPrefix("+") {
            sign = rest.hasPrefix("-") ? "-" : ""
            rest.removeFirst()
        } else if rest.hasSuffix("-") {
            rest.removeLast()
            sign = "-"
        }
        rest = String(rest.drop { " \t".contains($0) }.reversed().drop { " \t".contains($0) }.reversed())
        func isDigits(_ text: some StringProtocol) -> Bool { !text.isEmpty && text.allSatisfy { "0123456789".contains($0) } }
        let halves = rest.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        var exponent = ""
        if halves.count == 2 {
            let digits = halves[1].hasPrefix("-") || halves[1].hasPrefix("+") ? halves[1].dropFirst() : halves[1]
            guard isDigits(digits) else { return nil }
            exponent = "e" + halves[1]
        }
        var parts = [halves[0]]
        if let decimal { parts = halves[0].split(separator: decimal, omittingEmptySubsequences: false) }
        guard parts.count <= 2, parts.count == 1 || isDigits(parts[1]) else { return nil }
        var groups = [parts[0]]
        if let group { groups = parts[0].split(separator: group, omittingEmptySubsequences: false) }
        guard groups.allSatisfy(isDigits) else { return nil }
        if groups.count > 1 {
            let (first, last, middle) = (groups[0].count, groups[groups.count - 1].count, groups.dropFirst().dropLast().map(\.count))
            guard last == 3, first <= 3 && middle.allSatisfy({ $0 == 3 }) || first <= 2 && middle.allSatisfy({ $0 == 2 }) else { return nil }
        }
        let whole = String(groups.joined().drop { $0 == "0" })
        return sign + (whole.isEmpty ? "0" : whole) + (parts.count == 2 ? "." + parts[1] : "") + exponent
    }

    @Test("A number in a text is what a slow reading of its marks finds, or is refused with it")
    func numbers() throws {
        var random = ValuesGenerator(seed: 71)
        let forms = NumberForm.DecimalMark.allCases.flatMap { decimal in
            ([nil] + NumberForm.GroupMark.allCases).filter { $0?.text != decimal.text }.map { NumberForm(decimal: decimal, group: $0) }
        } + [NumberForm(decimal: nil, group: .point)]
        var taken = 0
        for turn in 0..<60_000 {
            let form = forms[turn % forms.count]
            var text = ""
            if turn % 3 == 0 {
                for _ in 0..<Int.random(in: 0...9, using: &random) { text.append(Array("0123456789.,' _-+()e").randomElement(using: &random)!) }
            } else {
                text = written(form, &random)
            }
            let expected = slow(text, decimal: form.decimal?.text, group: form.group?.text)
            let wide = bytes(text) { form.wide($0) }
            #expect(wide == expected.flatMap { json in bytes(json) { WideDecimal($0) } }, "\(text) \(form)")
            #expect(bytes(text) { form.decimal($0) }?.description == expected.flatMap { ExactDecimal($0) }?.description, "\(text) \(form)")
            taken += expected == nil ? 0 : 1
        }
        #expect(taken > 10_000)
    }

    /// Mostly a well formed number.
    private func written(_ form: NumberForm, _ random: inout ValuesGenerator) -> String {
        func digits(_ count: ClosedRange<Int>) -> String {
            (0..<Int.random(in: count, using: &random)).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
        }
        var text = digits(1...3)
        let mark = form.group?.text ?? ""
        for _ in 0..<Int.random(in: 0...3, using: &random) { text += mark + digits(Bool.random(using: &random) ? 3...3 : 2...3) }
        if let decimal = form.decimal, Bool.random(using: &random) { text += decimal.text + digits(0...50) }
        if Int.random(in: 0..<8, using: &random) == 0 { text += "e" + ["", "-", "+"].randomElement(using: &random)! + digits(0...3) }
        let dress = [("", ""), ("", ""), ("-", ""), ("+", ""), ("", "-"), ("(", ")"), (" ", " "), ("- ", " "), ("-", "-"), (" (", ") ")]
        let (before, after) = dress.randomElement(using: &random)!
        return before + text + after
    }

    @Test("Spaces that do not break a line, typographic apostrophes and minus signs count too")
    func typography() {
        let french = NumberForm(decimal: .comma, group: .space)
        for text in ["1\u{A0}234,5", "1\u{202F}234,5", "1\u{2009}234,5", "\u{A0}1 234,5\u{202F}"] {
            #expect(bytes(text) { french.decimal($0) }?.description == "1234.5", "\(text)")
        }
        #expect(bytes("1’234.5") { NumberForm(decimal: .point, group: .apostrophe).decimal($0) }?.description == "1234.5")
        #expect(bytes("−5") { NumberForm.plain.decimal($0) }?.description == "-5")
        #expect(bytes("5−") { NumberForm.plain.decimal($0) }?.description == "-5")
    }

    // MARK: Numbers of any length

    /// A number as units of the last of 400 decimals, added up digit by digit.
    private struct Slow {
        var digits: [Int]
        var isNegative: Bool

        static let places = 900

        init(_ text: String) {
            isNegative = text.hasPrefix("-")
            let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
            let fraction = parts.count == 2 ? String(parts[1]) : ""
            let all = String(parts[0]) + fraction + String(repeating: "0", count: 400 - fraction.count)
            digits = (String(repeating: "0", count: Self.places - all.count) + all).map { $0.wholeNumberValue! }
        }

        /// -1, 0 or 1.
        func order(_ other: Slow) -> Int {
            let (a, b) = (signed, other.signed)
            return a.lexicographicallyPrecedes(b) ? -1 : a == b ? 0 : 1
        }

        /// In tens' complement, the sign first.
        var signed: [Int] {
            guard isNegative else { return [1] + digits }
            var result = digits.map { 9 - $0 }
            var place = result.count - 1
            while place >= 0, result[place] == 9 { result[place] = 0; place -= 1 }
            if place >= 0 { result[place] += 1 }
            return [place < 0 ? 1 : 0] + result
        }

        func sum(_ other: Slow) -> [Int] {
            var (carry, result) = (0, [Int]())
            let (a, b) = (signed, other.signed)
            for place in (1..<a.count).reversed() {
                let digit = a[place] + b[place] + carry
                result.append(digit % 10)
                carry = digit / 10
            }
            return result.reversed()
        }
    }

    @Test("Long numbers add up, order and round as digits on paper do")
    func wide() throws {
        var random = ValuesGenerator(seed: 72)
        func number(_ decimals: ClosedRange<Int>) -> String {
            func digits(_ count: Int) -> String { (0..<count).map { _ in String([0, 0, 9, 9, 5, 4, Int.random(in: 0...9, using: &random)].randomElement(using: &random)!) }.joined() }
            let whole = digits(Int.random(in: 1...60, using: &random))
            let fraction = digits(Int.random(in: decimals, using: &random))
            return (Bool.random(using: &random) ? "-" : "") + (whole.drop { $0 == "0" }.isEmpty ? "0" : String(whole.drop { $0 == "0" })) + (fraction.isEmpty ? "" : "." + fraction)
        }
        for _ in 0..<400 {
            let (left, right) = (number(0...300), number(0...300))
            let a = try #require(bytes(left) { WideDecimal($0) }), b = try #require(bytes(right) { WideDecimal($0) })
            let (slowA, slowB) = (Slow(left), Slow(right))
            #expect((a < b) == (slowA.order(slowB) < 0) && (a == b) == (slowA.order(slowB) == 0), "\(left) \(right)")
            let sum = try a.sum(b), difference = try sum.difference(b)
            #expect(Array(Slow(sum.description).signed.dropFirst()) == slowA.sum(slowB), "\(left) + \(right)")
            #expect(difference == a)
            #expect(bytes(a.description) { WideDecimal($0) } == a)
        }
    }

    @Test("Products, roundings and units of long numbers are those of exact decimals if these have room")
    func wideBesideExact() throws {
        var random = ValuesGenerator(seed: 73)
        for _ in 0..<3_000 {
            func exact() -> ExactDecimal {
                ExactDecimal(units: Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &random) >> Int64.random(in: 0...36, using: &random), scale: Int.random(in: 0...12, using: &random))
            }
            let (a, b) = (exact(), exact())
            #expect(try WideDecimal(a).product(WideDecimal(b)) == WideDecimal(a.multiplied(by: b)))
            #expect(try WideDecimal(a).sum(WideDecimal(b)) == WideDecimal(a.adding(b)))
            let scale = Int.random(in: 0...6, using: &random)
            for rounding in Rounding.allCases {
                let expected = try a.rescaled(to: scale, rounding: rounding)
                #expect(try WideDecimal(a).rescaled(to: scale, rounding: rounding) == WideDecimal(expected), "\(a) \(scale) \(rounding)")
                #expect(try WideDecimal(a).units(scale: scale, rounding: rounding) == expected.units(scale: scale))
            }
            #expect((try? WideDecimal(a).units(scale: scale, rounding: nil)) == (try? a.units(scale: scale)))
            #expect(WideDecimal(a).exact == a)
        }
        let long = try #require(bytes("1" + String(repeating: "0", count: 90) + "1") { WideDecimal($0) })
        #expect(try long.product(long).description == "1" + String(repeating: "0", count: 90) + "2" + String(repeating: "0", count: 90) + "1")
        #expect(throws: DecimalError.tooLong) { try long.sum(long.shifted(by: -200_000)) }
    }

    // MARK: Days

    @Test("A day in a form is the day that its parts say, whatever the form")
    func days() throws {
        var random = ValuesGenerator(seed: 74)
        let parts = [["YYYY", "YY"], ["MM", "M"], ["DD", "D"]]
        for _ in 0..<2_000 {
            let order = parts.map { $0.randomElement(using: &random)! }.shuffled(using: &random)
            let mark = ["/", ".", "-", " ", ", "].randomElement(using: &random)!
            let form = try DateForm(order.joined(separator: mark), century: order.contains("YY") ? 1900 : nil)
            let date = try #require(CalendarDate(year: Int.random(in: 1900...1999, using: &random), month: Int.random(in: 1...12, using: &random), day: Int.random(in: 1...28, using: &random)))
            let text = order.map { part in
                switch part {
                case "YYYY": String(date.year)
                case "YY": padded(date.year % 100)
                case "MM": padded(date.month)
                case "DD": padded(date.day)
                case "M": Bool.random(using: &random) ? padded(date.month) : String(date.month)
                default: Bool.random(using: &random) ? padded(date.day) : String(date.day)
                }
            }.joined(separator: mark)
            #expect(bytes(text) { try? form.date($0) } == date, "\(form.text) \(text)")
            #expect(bytes(text + "0") { try? form.date($0) } != date && bytes("x" + text) { try? form.date($0) } == nil)
        }
    }

    private func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

    @Test(
        "A form that does not say one day is refused",
        arguments: ["", "DD/MM", "DD/MM/YYYY/DD", "dd/mm/yyyy", "DDMYYYY", "YYYYMD", "DD/MMM/YYYY", "YYY-MM-DD", "DD/MM/YYYY HH", "DD/MM/YY", "Tag DD.MM.YYYY"])
    func badForm(form: String) {
        #expect(throws: DateForm.Refusal.self) { try DateForm(form, century: nil) }
    }
}
