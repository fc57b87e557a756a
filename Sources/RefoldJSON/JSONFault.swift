/// Why a JSON text was refused, and at which byte.
///
/// A trivial value, so that the scanner can throw it without allocating. It never contains any of the text.
public struct JSONFault: Error, Hashable, Sendable {
    /// The byte, from 0, at which the text stops being valid; the number of bytes if it ends too early.
    public var offset: Int
    /// What is wrong.
    public var reason: Reason

    @inlinable
    public init(_ reason: Reason, at offset: Int) {
        self.offset = offset
        self.reason = reason
    }

    /// Everything that the strict reader refuses.
    public enum Reason: UInt8, Hashable, Sendable, CaseIterable {
        case unexpectedEnd
        case expectedValue
        case expectedKey
        case expectedColon
        case expectedCommaOrBrace
        case expectedCommaOrBracket
        case trailingComma
        case trailingBytes
        case notAnObject
        case byteOrderMark
        case controlCharacter
        case invalidEscape
        case nullCharacter
        case loneSurrogate
        case invalidUTF8
        case invalidNumber
        case leadingZero
        case invalidLiteral
        case tooDeep
        case tooLong
        case repeatedKey

        /// What was found, as a noun phrase a person can act on, without a full stop.
        public var phrase: String {
            switch self {
            case .unexpectedEnd: "the end of the text inside a value"
            case .expectedValue: "something that is not a JSON value"
            case .expectedKey: "something else where a key in double quotes belongs"
            case .expectedColon: "no colon after a key"
            case .expectedCommaOrBrace: "something else where a comma or } belongs"
            case .expectedCommaOrBracket: "something else where a comma or ] belongs"
            case .trailingComma: "a comma with nothing after it"
            case .trailingBytes: "more text after the value"
            case .notAnObject: "something else where an object belongs"
            case .byteOrderMark: "a byte order mark (save the text as UTF-8 without one)"
            case .controlCharacter: "a control character in a string (write it as \\u00XX)"
            case .invalidEscape: "an escape that JSON does not have (write a backslash as \\\\)"
            case .nullCharacter: "U+0000 in a string (leave it out: it cannot be stored)"
            case .loneSurrogate: "half of a surrogate pair in a string"
            case .invalidUTF8: "bytes in a string that are not UTF-8"
            case .invalidNumber: "a number that is not written as JSON writes numbers"
            case .leadingZero: "a number with a leading zero"
            case .invalidLiteral: "a word that is not true, false or null"
            case .tooDeep: "nesting deeper than \(JSONScanner.maximumDepth) levels"
            case .tooLong: "a text longer than \(JSONScanner.maximumLength) bytes"
            case .repeatedKey: "a key that its object already has"
            }
        }
    }
}

extension JSONFault: CustomStringConvertible {
    /// `a number with a leading zero at byte 17`: bytes are counted from 1, as editors count columns.
    public var description: String { "\(reason.phrase) at byte \(offset + 1)" }
}

extension JSONFault {
    /// ``description``, with the name of a key that is repeated: `a key that its object already has, "total", at byte 91`.
    ///
    /// - Parameter bytes: the text that was refused.
    public func description(in bytes: Span<UInt8>) -> String {
        // The fault's offset is the key's first letter, after its quote.
        var index = offset - 1
        guard reason == .repeatedKey, index >= 0, index < bytes.count, let key = try? JSONScanner.scanString(bytes, &index) else {
            return description
        }
        return "\(reason.phrase), \"\(key.text(in: bytes).prefix(100))\", at byte \(offset + 1)"
    }
}
