/// A case of the published conformance suite (its name there, without the extension), with a text that shows what the name says.
struct JSONCase: CustomStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]

    var description: String { name }

    /// Reads a table of one case per line: the name, a space, the text. In the text `~` and two hexadecimal digits are a byte.
    static func table(_ lines: String) -> [JSONCase] {
        lines.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            return JSONCase(name: String(parts[0]), bytes: parts.count < 2 ? [] : Self.bytes(parts[1]))
        }
    }

    static func bytes(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "~"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
