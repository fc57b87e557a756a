import RefoldValues

/// Texts in the XML of a workbook.
///
/// A character that XML 1.0 cannot hold, or would change, is written as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19), and the `_` of a text that looks
/// like that as `_x005F_`.
enum XLSXText {
    /// Appends a text, for content and for attributes in double quotes.
    static func append(_ text: Span<UInt8>, to xml: inout [UInt8]) {
        var (start, index) = (0, 0)
        while index < text.count {
            let byte = text[index]
            guard isSpecial(byte), let (escape, length) = escape(text, at: index) else {
                index += 1
                continue
            }
            ByteRuns.append(text, start..<index, to: &xml)
            xml.append(contentsOf: escape.utf8)
            index += length
            start = index
        }
        ByteRuns.append(text, start..<text.count, to: &xml)
    }

    /// The text, for content and for attributes in double quotes.
    static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        let utf8 = text.utf8
        append(utf8.span, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a character that is escaped may begin with a byte.
    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool {
        // Below 64: controls, quotes, ampersands and angle brackets.
        if byte < 64 { return 0x5000_0044_FFFF_FFFF as UInt64 &>> UInt64(byte) & 1 == 1 }
        return byte == UInt8(ascii: "_") || byte == 0xEF
    }

    /// What stands for the character that begins at an index, and how many bytes that has; nil if it stands for itself.
    private static func escape(_ text: Span<UInt8>, at index: Int) -> (String, Int)? {
        switch text[index] {
        case UInt8(ascii: "&"): return ("&amp;", 1)
        case UInt8(ascii: "<"): return ("&lt;", 1)
        case UInt8(ascii: ">"): return ("&gt;", 1)
        case UInt8(ascii: "\""): return ("&quot;", 1)
        case UInt8(ascii: "\t"), UInt8(ascii: "\n"): return nil
        case 0..<0x20:
            let digits = String(text[index], radix: 16, uppercase: true)
            return ("_x" + String(repeating: "0", count: 4 - digits.count) + digits + "_", 1)
        case UInt8(ascii: "_"):
            guard index + 5 < text.count, text[index + 1] == UInt8(ascii: "x"), (2..<6).allSatisfy({ isHexadecimal(text[index + $0]) }) else { return nil }
            // Whatever follows: it may be an escape, which begins with `_` too.
            return ("_x005F_", 1)
        case 0xEF:
            guard index + 2 < text.count, text[index + 1] == 0xBF, text[index + 2] >= 0xBE else { return nil }
            return (text[index + 2] == 0xBE ? "_xFFFE_" : "_xFFFF_", 3)
        default: return nil
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }
}
