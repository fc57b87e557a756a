import RefoldJSON
import RefoldValues

/// Reads the values of fields and notes their faults; each function returns nil if it noted one.
extension FieldNotes {
    /// A text of at least one character and at most `limit` bytes of UTF-8.
    mutating func text(_ slice: JSONSlice, of field: String, limit: Int, in bytes: Span<UInt8>) -> String? {
        guard slice.isString else { return wrong(slice, field, "the value is not a text", expected: "a text") }
        guard slice.start < slice.end else { return wrong(slice, field, "the text is empty", expected: "a text of at least one character") }
        // An unescaped text is never longer than its written form.
        let written = slice.end - slice.start
        if slice.kind == .string, written > limit { return tooLong(slice, field, count: written, limit: limit) }
        let text = slice.text(in: bytes)
        if slice.kind == .escapedString, text.utf8.count > limit { return tooLong(slice, field, count: text.utf8.count, limit: limit) }
        return text
    }

    /// The name of a stream, which begins with none of the reserved prefixes.
    mutating func stream(_ slice: JSONSlice, of field: String, limit: Int, reserved: [String], in bytes: Span<UInt8>) -> String? {
        guard let text = text(slice, of: field, limit: limit, in: bytes) else { return nil }
        for prefix in reserved where text.utf8.starts(with: prefix.utf8) {
            return wrong(
                slice, field, "the text begins with \"\(prefix)\"",
                expected: "another beginning: streams that begin so are of another domain")
        }
        return text
    }

    /// A text with characters on both sides of an @. It is not checked that the address exists.
    mutating func email(_ slice: JSONSlice, of field: String, limit: Int, in bytes: Span<UInt8>) -> String? {
        guard let text = text(slice, of: field, limit: limit, in: bytes) else { return nil }
        let letters = text.utf8
        let at = letters.dropFirst().dropLast().contains(UInt8(ascii: "@"))
        guard at, !text.unicodeScalars.contains(where: Self.isControl) else {
            return wrong(
                slice, field, "the text is no e-mail address", expected: "something before and after an @, without control characters")
        }
        return text
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) }

    /// A decimal number, written as a number or as a text.
    mutating func decimal(_ slice: JSONSlice, of field: String, in bytes: Span<UInt8>) -> ExactDecimal? {
        let value: ExactDecimal?
        switch slice.kind {
        case .string, .integer, .number: value = ExactDecimal(bytes, in: slice.range)
        case .escapedString: value = ExactDecimal(slice.text(in: bytes))
        default: value = nil
        }
        return value
            ?? wrong(slice, field, "the value is not a decimal number", expected: "a decimal number like \"19.90\" of at most 38 digits")
    }

    /// A version; nil if it is missing or null.
    mutating func version(_ slice: JSONSlice, of field: String, in bytes: Span<UInt8>) -> Int64? {
        guard slice.hasValue else { return nil }
        guard slice.kind == .integer, let version = Int64(slice.text(in: bytes)), version >= 0 else {
            return wrong(slice, field, "the value is not a version", expected: "a whole number from 0 on")
        }
        return version
    }

    /// An object, whose fields another ``FieldReader`` reads.
    mutating func object(_ slice: JSONSlice, of field: String) -> JSONSlice? {
        slice.kind == .object ? slice : wrong(slice, field, "the value is not an object", expected: "an object")
    }

    private mutating func tooLong(_ slice: JSONSlice, _ field: String, count: Int, limit: Int) -> String? {
        wrong(slice, field, "the text has \(count) bytes", expected: "at most \(limit) bytes of UTF-8")
    }

    private mutating func wrong<Value>(_ slice: JSONSlice, _ field: String, _ what: String, expected: String) -> Value? {
        if slice.kind == .missing {
            add(field, "the field is missing", remedy: "add it")
        } else {
            add(field, what, expected: expected)
        }
        return nil
    }
}
