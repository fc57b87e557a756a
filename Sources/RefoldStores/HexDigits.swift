/// Bytes as hexadecimal digits, two for each, for servers that take texts.
public enum HexDigits {
    private static let digits = Array("0123456789abcdef".utf8)

    public static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What ``text(_:)`` was made of. Takes lower-case digits only.
    public static func bytes(_ text: some StringProtocol) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 2)
        var upper: UInt8?
        for digit in text.utf8 {
            let value = digit >= UInt8(ascii: "a") ? digit &- UInt8(ascii: "a") &+ 10 : digit &- UInt8(ascii: "0")
            if let high = upper {
                bytes.append(high << 4 | value & 15)
                upper = nil
            } else {
                upper = value
            }
        }
        return bytes
    }
}
