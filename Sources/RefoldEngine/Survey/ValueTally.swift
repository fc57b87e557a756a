import RefoldCore
import RefoldJSON
import RefoldValues

/// What was met at one path: kinds, how many distinct values, the smallest and largest number or time.
public struct ValueTally: Sendable {
    /// The kinds of JSON but null, as a person names them.
    public enum Kind: String, CaseIterable, Sendable {
        case array, boolean, number, object, string
    }

    /// Distinct values are counted up to here.
    public static let distinctLimit = 1000

    private var kindBits: UInt8 = 0
    /// How many values are null.
    public private(set) var nulls: Int64 = 0
    /// Hashes of the values; nil past the limit, and for lists and objects.
    private var known: Set<UInt64>? = []
    /// The smallest and largest, as long as every value is a number, or a text that is written as one.
    public private(set) var numbers: ClosedRange<ExactDecimal>?
    /// The same for times with a zone, and for days.
    public private(set) var times: ClosedRange<Timestamp>?
    /// The first and the last day, if every value is a day; nil otherwise.
    public private(set) var days: ClosedRange<CalendarDate>?
    private var mayBe = (number: true, time: true, day: true)
    /// The most decimals, and the most digits before them, that a number had.
    public private(set) var scale = 0
    /// The most digits before the decimal point.
    public private(set) var wholeDigits = 0

    init() {}

    /// The kinds that were met, by name.
    public var kinds: [Kind] { Kind.allCases.filter { kindBits & Self.bit($0) != 0 } }

    /// How many values differ, null aside; nil if there are more than ``distinctLimit``, or lists or objects.
    public var distinct: Int? { known?.count }

    private static func bit(_ kind: Kind) -> UInt8 {
        switch kind {
        case .array: 1
        case .boolean: 2
        case .number: 4
        case .object: 8
        case .string: 16
        }
    }

    mutating func addContainer(_ kind: JSONKind) {
        kindBits |= Self.bit(kind == .object ? .object : .array)
        known = nil
        noNumber()
        noTime()
    }

    mutating func add(_ value: JSONSlice, _ bytes: Span<UInt8>) {
        switch value.kind {
        case .string: addText(value, bytes)
        case .escapedString:
            kindBits |= Self.bit(.string)
            noNumber()
            noTime()
            var text: [UInt8] = []
            value.appendUnescaped(from: bytes, to: &text)
            count(text.span.stableHash ^ 1)
        case .integer, .number:
            kindBits |= Self.bit(.number)
            noTime()
            let number = ExactDecimal(bytes, in: value.range)
            addNumber(number)
            // The value, however it is written.
            count(number?.valueHash ?? bytes.extracting(value.range).stableHash)
        case .true, .false:
            kindBits |= Self.bit(.boolean)
            noNumber()
            noTime()
            count(value.kind == .true ? 2 : 3)
        case .null, .missing, .underList, .underScalar, .object, .array: nulls += 1
        }
    }

    private mutating func addText(_ value: JSONSlice, _ bytes: Span<UInt8>) {
        kindBits |= Self.bit(.string)
        count(bytes.extracting(value.range).stableHash ^ 1)
        if mayBe.number { addNumber(ExactDecimal(bytes, in: value.range)) }
        if mayBe.time {
            if let time = try? Timestamp(bytes, in: value.range) {
                times = times.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
            } else {
                (mayBe.time, times) = (false, nil)
            }
        }
        if mayBe.day {
            if let day = try? CalendarDate(bytes, in: value.range) {
                days = days.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
            } else {
                (mayBe.day, days) = (false, nil)
            }
        }
    }

    private mutating func addNumber(_ number: ExactDecimal?) {
        guard mayBe.number, let number else { return noNumber() }
        numbers = numbers.map { min($0.lowerBound, number)...max($0.upperBound, number) } ?? number...number
        scale = max(scale, number.scale)
        wholeDigits = max(wholeDigits, String(number.mantissa.magnitude).count - number.scale)
    }

    private mutating func count(_ hash: UInt64) {
        known?.insert(hash)
        if let count = known?.count, count > Self.distinctLimit { known = nil }
    }

    private mutating func noNumber() { (mayBe.number, numbers) = (false, nil) }

    private mutating func noTime() {
        (mayBe.time, times) = (false, nil)
        (mayBe.day, days) = (false, nil)
    }
}

extension ExactDecimal {
    /// The same for equal values, however many decimals they are written with.
    fileprivate var valueHash: UInt64 { Array("\(reduced.mantissa) \(reduced.scale)".utf8).span.stableHash }
}
