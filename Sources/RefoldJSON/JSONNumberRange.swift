/// The numbers that a JSON column can hold: JSON has no bounds, PostgreSQL's `numeric` does.
public enum JSONNumberRange {
    static let digitsBefore = 131_072
    static let digitsAfter = 16_383

    /// What is said of a number that is too large or too long.
    public static let what = "a JSON number is beyond what a database holds"
    /// What a number may be at most.
    public static let expected = "at most \(digitsBefore) digits before the decimal point and \(digitsAfter) behind it"
}

extension Span<UInt8> {
    /// Whether every number of this checked JSON text is within ``JSONNumberRange``.
    ///
    /// - Complexity: O(bytes); one test per number unless it has an exponent or thousands of digits.
    public var hasStorableNumbers: Bool {
        if count <= JSONNumberRange.digitsAfter {
            var wasDigit = false
            var hasExponent = false
            for index in indices {
                if wasDigit, self[index] | 0x20 == UInt8(ascii: "e") { hasExponent = true }
                wasDigit = self[index] &- 0x30 < 10
            }
            if !hasExponent { return true }
        }
        var index = 0
        while index < count {
            switch self[index] {
            case UInt8(ascii: "\""):
                index += 1
                while index < count, self[index] != UInt8(ascii: "\"") { index += self[index] == UInt8(ascii: "\\") ? 2 : 1 }
                index += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard isStorableNumber(&index) else { return false }
            default: index += 1
            }
        }
        return true
    }

    /// Whether the number whose first digit is at `index` is in range; `index` is moved past it.
    private func isStorableNumber(_ index: inout Int) -> Bool {
        let before = countDigits(&index)
        var after = 0
        if index < count, self[index] == UInt8(ascii: ".") {
            index += 1
            after = countDigits(&index)
        }
        var exponent = 0
        if index < count, self[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            var isNegative = false
            if index < count, self[index] == UInt8(ascii: "-") || self[index] == UInt8(ascii: "+") {
                isNegative = self[index] == UInt8(ascii: "-")
                index += 1
            }
            while index < count, self[index] &- 0x30 < 10 {
                // Out of any range already.
                exponent = Swift.min(exponent * 10 + Int(self[index] &- 0x30), 1 << 40)
                index += 1
            }
            if isNegative { exponent = -exponent }
        }
        return before + exponent <= JSONNumberRange.digitsBefore && after - exponent <= JSONNumberRange.digitsAfter
    }

    private func countDigits(_ index: inout Int) -> Int {
        let start = index
        while index < count, self[index] &- 0x30 < 10 { index += 1 }
        return index - start
    }
}
