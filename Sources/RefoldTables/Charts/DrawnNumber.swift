import RefoldValues

extension ExactDecimal {
    /// The nearest number of a drawing. Only positions are made of it, never what is written.
    var drawn: Double { Double(mantissa) / PowerOfTen.of(scale) }
}

/// Powers of ten, for positions.
enum PowerOfTen {
    static func of(_ exponent: Int) -> Double {
        var power = 1.0
        for _ in 0..<abs(exponent) { power *= 10 }
        return exponent < 0 ? 1 / power : power
    }
}

extension [UInt8] {
    /// Appends a position in a drawing, with at most two decimals.
    mutating func position(_ value: Double) {
        // Drawings have at most some thousand units; whatever is beyond was not meant to be seen.
        let seen = value.isNaN ? 0 : Swift.min(Swift.max(value, -99_999), 99_999)
        let hundredths = Int((seen * 100).rounded())
        let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
        if hundredths < 0 { append(UInt8(ascii: "-")) }
        raw("\(whole)")
        if rest > 0 { raw(rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)") }
    }

    /// Appends ` name="…"` with a position.
    mutating func attribute(_ name: String, _ value: Double) {
        raw(" \(name)=\"")
        position(value)
        raw("\"")
    }
}
