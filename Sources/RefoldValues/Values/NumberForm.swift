/// How numbers are written in a text: with which marks before the decimals and between groups of digits.
///
/// Beside its marks every form takes white space around the number, a leading `+` or `-`, a trailing `-`, parentheses for a number below
/// zero, zeros in front and an exponent. Digits stand before and after the decimal mark. The groups of the digits before it are all marked
/// or none is: each of three digits but the first, which has one to three; or, as in India, the last of three and all others of two, the
/// first of one or two.
public struct NumberForm: Hashable, Sendable {
    public enum DecimalMark: UInt8, CaseIterable, Hashable, Sendable {
        case point, comma

        /// As a definition writes it.
        public var text: String { self == .point ? "." : "," }
    }

    public enum GroupMark: UInt8, CaseIterable, Hashable, Sendable {
        case point, comma
        /// Also the spaces that do not break a line, and the thin one.
        case space
        /// Also the typographic one, U+2019.
        case apostrophe
        case underscore

        /// As a definition writes it.
        public var text: String {
            switch self {
            case .point: "."
            case .comma: ","
            case .space: " "
            case .apostrophe: "'"
            case .underscore: "_"
            }
        }
    }

    /// Nil if numbers have no decimals.
    public let decimal: DecimalMark?
    /// Nil if digits stand together.
    public let group: GroupMark?

    public init(decimal: DecimalMark?, group: GroupMark?) {
        self.decimal = decimal
        self.group = group
    }

    /// With a point before the decimals and no groups.
    public static let plain = NumberForm(decimal: .point, group: nil)

    /// The number in a text of this form; nil if it is none, or if it is out of the range of exact decimals: ``wide(_:)`` has no bounds.
    public func decimal(_ bytes: Span<UInt8>) -> ExactDecimal? {
        written(bytes).flatMap { DecimalParts($0, bytes).value }
    }

    /// The number in a text of this form, of any length; nil if it is none.
    public func wide(_ bytes: Span<UInt8>) -> WideDecimal? { written(bytes).map { WideDecimal($0, bytes) } }

    /// Whether a text is a number of this form.
    public func reads(_ bytes: Span<UInt8>) -> Bool { written(bytes) != nil }

    /// Where the number stands that fills a text of this form; nil if it does not.
    func written(_ bytes: Span<UInt8>) -> WrittenNumber? {
        var number = WrittenNumber()
        var (index, end) = (0, bytes.count)
        bytes.skipBlanks(&index)
        bytes.dropBlanks(&end, after: index)
        if bytes.takesMinus(&index, before: end) {
            number.isNegative = true
        } else if index < end, bytes[index] == UInt8(ascii: "+") {
            index += 1
        } else if index + 1 < end, bytes[index] == UInt8(ascii: "("), bytes[end - 1] == UInt8(ascii: ")") {
            number.isNegative = true
            index += 1
            end -= 1
        } else if bytes.dropsMinus(&end, after: index) {
            number.isNegative = true
        }
        bytes.skipBlanks(&index)
        bytes.dropBlanks(&end, after: index)
        let first = index
        guard readWhole(bytes, &index, to: end) else { return nil }
        number.whole = first..<index
        if let decimal, index < end, bytes[index] == (decimal == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")) {
            index += 1
            let start = index
            bytes.skipDigits(&index, to: end)
            number.fraction = start..<index
            guard index > start else { return nil }
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            guard number.readExponent(bytes, from: &index, to: end) else { return nil }
        }
        return index == end ? number : nil
    }

    /// Reads the digits before the decimal mark; false if there are none or their groups are not well formed.
    private func readWhole(_ bytes: Span<UInt8>, _ index: inout Int, to end: Int) -> Bool {
        var start = index
        bytes.skipDigits(&index, to: end)
        guard index > start else { return false }
        guard let group else { return true }
        let first = index - start
        var (count, last, areThrees, areTwos) = (1, first, true, first <= 2)
        while let length = bytes.groupMark(group, at: index, before: end) {
            if count > 1 {
                areThrees = areThrees && last == 3
                areTwos = areTwos && last == 2
            }
            start = index + length
            index = start
            bytes.skipDigits(&index, to: end)
            last = index - start
            count += 1
        }
        return count == 1 || last == 3 && (areThrees && first <= 3 || areTwos)
    }
}

extension Span<UInt8> {
    fileprivate func skipDigits(_ index: inout Int, to end: Int) {
        while index < end, self[index] &- UInt8(ascii: "0") < 10 { index += 1 }
    }

    /// The length of a group mark that a digit follows; nil if there is none.
    fileprivate func groupMark(_ mark: NumberForm.GroupMark, at index: Int, before end: Int) -> Int? {
        guard index < end else { return nil }
        let length: Int =
            switch mark {
            case .point: self[index] == UInt8(ascii: ".") ? 1 : 0
            case .comma: self[index] == UInt8(ascii: ",") ? 1 : 0
            case .underscore: self[index] == UInt8(ascii: "_") ? 1 : 0
            case .apostrophe: self[index] == UInt8(ascii: "'") ? 1 : holds(0xE2, 0x80, 0x99, at: index, before: end) ? 3 : 0
            case .space: blank(at: index, before: end)
            }
        guard length > 0, index + length < end, self[index + length] &- UInt8(ascii: "0") < 10 else { return nil }
        return length
    }

    /// The length of the white space at an index, of that which stands in and around numbers; 0 if there is none.
    private func blank(at index: Int, before end: Int) -> Int {
        switch self[index] {
        case 0x20, 0x09...0x0D: 1
        case 0xC2: index + 1 < end && self[index + 1] == 0xA0 ? 2 : 0
        case 0xE2: holds(0xE2, 0x80, 0xAF, at: index, before: end) || holds(0xE2, 0x80, 0x89, at: index, before: end) ? 3 : 0
        default: 0
        }
    }

    private func holds(_ first: UInt8, _ second: UInt8, _ third: UInt8, at index: Int, before end: Int) -> Bool {
        index + 2 < end && self[index] == first && self[index + 1] == second && self[index + 2] == third
    }

    fileprivate func skipBlanks(_ index: inout Int) {
        while index < count {
            let length = blank(at: index, before: count)
            if length == 0 { return }
            index += length
        }
    }

    fileprivate func dropBlanks(_ end: inout Int, after start: Int) {
        while end > start {
            var length = 1
            while length <= 3, end - length < start || blank(at: end - length, before: end) != length { length += 1 }
            guard length <= 3 else { return }
            end -= length
        }
    }

    fileprivate func takesMinus(_ index: inout Int, before end: Int) -> Bool {
        guard index < end else { return false }
        let length = self[index] == UInt8(ascii: "-") ? 1 : holds(0xE2, 0x88, 0x92, at: index, before: end) ? 3 : 0
        index += length
        return length > 0
    }

    fileprivate func dropsMinus(_ end: inout Int, after start: Int) -> Bool {
        guard end > start else { return false }
        let length = self[end - 1] == UInt8(ascii: "-") ? 1 : end - 3 >= start && holds(0xE2, 0x88, 0x92, at: end - 3, before: end) ? 3 : 0
        end -= length
        return length > 0
    }
}
