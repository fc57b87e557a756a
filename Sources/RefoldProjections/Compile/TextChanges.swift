/// What is made of texts, by the rules of Unicode and whatever the locale.
extension [UInt8] {
    private var isPlain: Bool { allSatisfy { $0 < 0x80 } }

    /// In small or in capital letters.
    func changingCase(upper: Bool) -> [UInt8] {
        guard isPlain else {
            let text = String(decoding: self, as: UTF8.self)
            return Array((upper ? text.uppercased() : text.lowercased()).utf8)
        }
        let first = upper ? UInt8(ascii: "a") : UInt8(ascii: "A")
        return map { $0 >= first && $0 < first + 26 ? $0 ^ 0x20 : $0 }
    }

    /// Without white space at both ends.
    func trimmed() -> [UInt8] {
        let scalars = String(decoding: self, as: UTF8.self).unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return [] }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[first...last])
        return Array<UInt8>(String(text).utf8)
    }

    /// The first scalars, at most so many.
    func prefix(scalars count: Int) -> [UInt8] {
        var left = count
        for (index, byte) in enumerated() where byte & 0xC0 != 0x80 {
            if left == 0 { return Array(self[..<index]) }
            left -= 1
        }
        return self
    }
}
