import RefoldValues

/// Writes JSON strings. All code of the product that escapes them uses this.
///
/// Only the quote, the backslash and control characters are escaped; non-ASCII text is written unchanged.
public enum JSONWriter {
    /// Appends `text` as a JSON string, with its quotes.
    public static func appendString(_ text: String, to target: inout [UInt8]) {
        appendString(text.utf8.span, to: &target)
    }

    /// Appends a JSON string with the content `utf8`, with its quotes.
    ///
    /// - Parameter utf8: valid UTF-8, which is not checked.
    public static func appendString(_ utf8: Span<UInt8>, to target: inout [UInt8]) {
        target.append(UInt8(ascii: "\""))
        var written = 0
        for position in 0..<utf8.count {
            let byte = utf8[position]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            ByteRuns.append(utf8, written..<position, to: &target)
            appendEscape(of: byte, to: &target)
            written = position + 1
        }
        ByteRuns.append(utf8, written..<utf8.count, to: &target)
        target.append(UInt8(ascii: "\""))
    }

    /// `text` as a JSON string, with its quotes.
    public static func string(_ text: String) -> String {
        var target: [UInt8] = []
        appendString(text, to: &target)
        return String(decoding: target, as: UTF8.self)
    }

    private static func appendEscape(of byte: UInt8, to target: inout [UInt8]) {
        target.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: target.append(UInt8(ascii: "b"))
        case 0x09: target.append(UInt8(ascii: "t"))
        case 0x0A: target.append(UInt8(ascii: "n"))
        case 0x0C: target.append(UInt8(ascii: "f"))
        case 0x0D: target.append(UInt8(ascii: "r"))
        case 0x00..<0x20:
            target.append(contentsOf: "u00".utf8)
            target.append(UInt8(ascii: "0") + byte >> 4)
            target.append((byte & 15) + ((byte & 15) < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        default: target.append(byte)
        }
    }
}
