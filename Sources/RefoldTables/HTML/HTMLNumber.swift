import RefoldValues

/// Numbers for people.
enum HTMLNumber {
    /// Appends a number whose text is its plain form. Each three digits of its whole part are an element, which the style sheet sets apart.
    static func append(_ number: ExactDecimal, to bytes: inout [UInt8]) {
        var plain: [UInt8] = []
        number.appendText(to: &plain)
        let start = plain.first == UInt8(ascii: "-") ? 1 : 0
        let end = plain.firstIndex(of: UInt8(ascii: ".")) ?? plain.count
        if start == 1 { bytes.append(UInt8(ascii: "-")) }
        var next = start
        while end - next > 3 {
            let count = (end - next - 1) % 3 + 1
            bytes.raw("<span>")
            bytes += plain[next..<next + count]
            bytes.raw("</span>")
            next += count
        }
        bytes += plain[next...]
    }

    /// A count in a sentence: `123,456`.
    static func grouped(_ count: Int) -> String {
        let digits = String(count)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }
}
