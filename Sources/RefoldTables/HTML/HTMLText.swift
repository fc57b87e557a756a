/// Makes text safe for HTML and SVG: for the content of elements and for values of attributes in double quotes.
public enum HTMLText {
    /// Appends a text with its special characters escaped, and with control and invisible characters written out, see ``Printable``.
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in Printable.text(text).utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.raw("&amp;")
            case UInt8(ascii: "<"): bytes.raw("&lt;")
            case UInt8(ascii: ">"): bytes.raw("&gt;")
            case UInt8(ascii: "\""): bytes.raw("&quot;")
            case UInt8(ascii: "'"): bytes.raw("&#39;")
            default: bytes.append(byte)
            }
        }
    }

    /// Appends the path of a file as a relative reference for `href`. Whatever it says, it names a file beside or below the page's folder, or
    /// above it by `..`, never another scheme or another host.
    public static func append(path: String, to bytes: inout [UInt8]) {
        bytes.raw("./")
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                bytes.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}

extension [UInt8] {
    /// Appends a text, escaped.
    mutating func text(_ text: String) { HTMLText.append(text, to: &self) }

    /// Appends an element that has only a text.
    mutating func element(_ name: String, _ content: String) { element(name, "", content) }

    /// The same, with attributes, which are HTML already.
    mutating func element(_ name: String, _ attributes: String = "", _ content: String) {
        raw("<\(name)\(attributes.isEmpty ? "" : " " + attributes)>")
        text(content)
        raw("</\(name)>")
    }
}
