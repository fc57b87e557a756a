extension CalendarDate {
    /// The day written as `2024-03-01` in `bytes` (or in `range` of them).
    ///
    /// - Throws: `.notADate` for another form, `.noSuchDay` for a day that does not exist.
    public init(_ bytes: Span<UInt8>, in range: Range<Int>? = nil) throws(TimeError) {
        let range = range ?? bytes.indices
        let start = range.lowerBound
        guard range.count == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-") else { throw .notADate }
        var digits = DigitReader()
        let year = digits.four(bytes, at: start)
        let month = digits.two(bytes, at: start + 5)
        let day = digits.two(bytes, at: start + 8)
        guard digits.areAll else { throw .notADate }
        guard let date = CalendarDate(year: year, month: month, day: day) else { throw .noSuchDay }
        self = date
    }

    /// The day written as `2024-03-01`; nil for another form or a day that does not exist.
    public init?(_ text: String) {
        let utf8 = text.utf8
        do { try self.init(utf8.span) } catch { return nil }
    }

    /// Appends the day as `2024-03-01`.
    public func appendText(to bytes: inout [UInt8]) {
        let date = components
        Self.append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.day, digits: 2, to: &bytes)
    }

    /// Appends the month as `2024-03`.
    public func appendMonth(to bytes: inout [UInt8]) {
        let date = components
        Self.append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(date.month, digits: 2, to: &bytes)
    }

    /// The month as `2024-03`.
    public var monthText: String {
        var bytes: [UInt8] = []
        appendMonth(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a non-negative number, padded with zeros to two or four digits.
    static func append(_ value: Int, digits: Int, to bytes: inout [UInt8]) {
        let zero = UInt8(ascii: "0")
        if digits == 4 {
            bytes.append(zero &+ UInt8(truncatingIfNeeded: value / 1000 % 10))
            bytes.append(zero &+ UInt8(truncatingIfNeeded: value / 100 % 10))
        }
        bytes.append(zero &+ UInt8(truncatingIfNeeded: value / 10 % 10))
        bytes.append(zero &+ UInt8(truncatingIfNeeded: value % 10))
    }
}

extension CalendarDate: CustomStringConvertible {
    /// The day as `2024-03-01`.
    public var description: String {
        var bytes: [UInt8] = []
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
