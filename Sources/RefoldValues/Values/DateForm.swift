/// How days are written in a text, as `DD/MM/YYYY`.
///
/// `YYYY` is a year of four digits, `YY` one of two digits in a stated century. `MM` and `DD` have two digits, `M` and `D` one or two. All
/// else stands in the text as in the form.
public struct DateForm: Hashable, Sendable {
    enum Element: Hashable, Sendable {
        case year, yearOfCentury
        /// With one or two digits, if not with exactly two.
        case month(isShort: Bool), day(isShort: Bool)
        case mark(UInt8)
    }

    /// As it is written in a definition.
    public let text: String
    /// The first year of the century of `YY`; nil if the form has four digits.
    public let century: Int?
    let elements: [Element]

    /// What is wrong with a form, and what was expected.
    public struct Refusal: Error, Hashable {
        public let what: String
        public let expected: String
    }

    public static let expected = "YYYY or YY, MM or M, and DD or D once each, as in \"DD/MM/YYYY\" or \"YYYYMMDD\""

    /// - Parameter century: the first year of the century of `YY`, as 2000.
    /// - Throws: what is wrong with the form.
    public init(_ text: String, century: Int?) throws(Refusal) {
        var elements: [Element] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.first {
            let run = rest.prefix { $0 == first }.count
            switch (first, run) {
            case (UInt8(ascii: "Y"), 4): elements.append(.year)
            case (UInt8(ascii: "Y"), 2): elements.append(.yearOfCentury)
            case (UInt8(ascii: "M"), 1...2): elements.append(.month(isShort: run == 1))
            case (UInt8(ascii: "D"), 1...2): elements.append(.day(isShort: run == 1))
            case (0x30...0x39, _), (0x41...0x5A, _), (0x61...0x7A, _), (0x80..., _):
                throw Refusal(what: "the form \"\(text)\" cannot be read", expected: Self.expected)
            default: elements += repeatElement(.mark(first), count: run)
            }
            rest = rest.dropFirst(run)
        }
        let parts = elements.filter { if case .mark = $0 { false } else { true } }
        guard parts.count == 3, Set(parts.map(\.kind)).count == 3 else {
            throw Refusal(what: "the form \"\(text)\" does not say one day", expected: Self.expected)
        }
        for (element, next) in zip(elements, elements.dropFirst()) where element.isShort || next.isShort {
            if element.kind != nil, next.kind != nil {
                throw Refusal(what: "the form \"\(text)\" does not say where a number ends", expected: "a mark beside M and D, or MM and DD")
            }
        }
        let hasShortYear = elements.contains(.yearOfCentury)
        guard hasShortYear == (century != nil) else {
            throw Refusal(
                what: hasShortYear ? "two digits do not say the century of a year" : "the form \"\(text)\" has the whole year",
                expected: hasShortYear ? "its first year beside the form, as century: 2000" : "no century")
        }
        if let century, !(100...9900).contains(century) || century % 100 != 0 {
            throw Refusal(what: "the century begins with the year \(century)", expected: "a year as 1900 or 2000")
        }
        (self.text, self.century, self.elements) = (text, century, elements)
    }

    /// The day in a text of this form.
    ///
    /// - Throws: `.notADate` for another form, `.noSuchDay` for a day that does not exist.
    public func date(_ bytes: Span<UInt8>) throws(TimeError) -> CalendarDate {
        var (year, month, day) = (0, 0, 0)
        var index = 0
        for element in elements {
            switch element {
            case .mark(let mark):
                guard index < bytes.count, bytes[index] == mark else { throw .notADate }
                index += 1
            case .year: year = try Self.number(bytes, &index, 4...4)
            case .yearOfCentury: year = try (century ?? 0) + Self.number(bytes, &index, 2...2)
            case .month(let isShort): month = try Self.number(bytes, &index, isShort ? 1...2 : 2...2)
            case .day(let isShort): day = try Self.number(bytes, &index, isShort ? 1...2 : 2...2)
            }
        }
        guard index == bytes.count else { throw .notADate }
        guard let date = CalendarDate(year: year, month: month, day: day) else { throw .noSuchDay }
        return date
    }

    private static func number(_ bytes: Span<UInt8>, _ index: inout Int, _ lengths: ClosedRange<Int>) throws(TimeError) -> Int {
        let start = index
        var number = 0
        while index < bytes.count, index - start < lengths.upperBound {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            number = number * 10 + Int(digit)
            index += 1
        }
        guard index - start >= lengths.lowerBound else { throw .notADate }
        return number
    }
}

extension DateForm.Element {
    fileprivate enum Kind { case year, month, day }

    /// Nil for a mark.
    fileprivate var kind: Kind? {
        switch self {
        case .year, .yearOfCentury: .year
        case .month: .month
        case .day: .day
        case .mark: nil
        }
    }

    fileprivate var isShort: Bool {
        switch self {
        case .month(let isShort), .day(let isShort): isShort
        case .year, .yearOfCentury, .mark: false
        }
    }
}
