/// A number of a JSON5 document, kept as text so that nothing is rounded.
public struct JSON5Number: Hashable, Sendable {
    /// The longest number that is read, in characters.
    public static let longest = 100

    /// The number as the file writes it: `+0x1F`, `.5`, `1e3`.
    public let text: String
    /// The same number as JSON writes it: no plus sign, no hexadecimal digits, digits on both sides of a decimal point.
    public let json: String

    /// - Returns: nil if the text is not a finite JSON5 number, or is longer than ``longest``.
    public init?(_ text: String) {
        guard let json = Self.json(of: Array(text.unicodeScalars)) else { return nil }
        self.text = text
        self.json = json
    }

    /// The number as a 64-bit integer; nil if it has another value. `1.0` and `1e3` are not integers.
    public var integer: Int? { Int(json) }

    private static func json(of text: [Unicode.Scalar]) -> String? {
        guard !text.isEmpty, text.count <= longest else { return nil }
        var rest = text[...]
        var sign = ""
        if rest.first == "-" || rest.first == "+" { sign = rest.removeFirst() == "-" ? "-" : "" }
        if rest.count > 2, rest.first == "0", rest.dropFirst().first.map({ $0 == "x" || $0 == "X" }) == true {
            return decimal(hexadecimal: rest.dropFirst(2)).map { sign + $0 }
        }
        let whole = digits(&rest)
        if whole.count > 1, whole.first == "0" { return nil }
        var fraction = ""
        if rest.first == "." {
            rest.removeFirst()
            fraction = digits(&rest)
            if whole.isEmpty, fraction.isEmpty { return nil }
        } else if whole.isEmpty {
            return nil
        }
        var exponent = ""
        if let mark = rest.first, mark == "e" || mark == "E" {
            rest.removeFirst()
            exponent = "e"
            if let plus = rest.first, plus == "+" || plus == "-" {
                rest.removeFirst()
                if plus == "-" { exponent += "-" }
            }
            let power = digits(&rest)
            guard !power.isEmpty else { return nil }
            exponent += power
        }
        guard rest.isEmpty else { return nil }
        return sign + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction) + exponent
    }

    private static func digits(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        while let digit = rest.first, ("0"..."9").contains(digit) {
            text.unicodeScalars.append(digit)
            rest.removeFirst()
        }
        return text
    }

    /// Schoolbook conversion, in quadratic time; the length of a number is limited.
    private static func decimal(hexadecimal: ArraySlice<Unicode.Scalar>) -> String? {
        var decimal: [UInt8] = [0]  // the last place first
        for scalar in hexadecimal {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
            var carry = digit
            for place in decimal.indices {
                let value = Int(decimal[place]) * 16 + carry
                decimal[place] = UInt8(value % 10)
                carry = value / 10
            }
            while carry > 0 {
                decimal.append(UInt8(carry % 10))
                carry /= 10
            }
        }
        return decimal.reversed().map { String($0) }.joined()
    }
}
