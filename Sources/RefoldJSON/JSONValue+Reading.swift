import RefoldValues

/// Reading a whole text as a tree, for documents that are small enough to be held at once.
extension JSONValue {
    /// The value of a text. Numbers become ``json(_:)``, as they are written.
    ///
    /// - Throws: the first fault; repeated keys are one.
    public init(reading bytes: [UInt8]) throws(JSONFault) {
        var check = JSONObjectCheck()
        let document = try check.scanDocument(bytes.span)
        self = try Self.value(document, in: bytes)
    }

    private static func value(_ slice: JSONSlice, in bytes: [UInt8]) throws(JSONFault) -> JSONValue {
        switch slice.kind {
        case .missing, .underList, .underScalar, .null: return .null
        case .true: return .boolean(true)
        case .false: return .boolean(false)
        case .string, .escapedString: return .text(slice.text(in: bytes.span))
        case .integer, .number: return .json(slice.text(in: bytes.span))
        case .object:
            let content = Array(bytes[slice.range])
            var members: [(key: JSONSlice, value: JSONSlice)] = []
            try JSONMembers.forEach(of: content.span) { key, value in members.append((key, value)) }
            var fields: [JSONField] = []
            for member in members { fields.append(JSONField(member.key.text(in: content.span), try value(member.value, in: content))) }
            return .object(fields)
        case .array:
            let content = Array(bytes[slice.range])
            var elements: [JSONValue] = []
            var index = 1
            while true {
                JSONScanner.skipWhitespace(content.span, &index)
                guard index < content.count, content[index] != UInt8(ascii: "]") else { return .list(elements) }
                if content[index] == UInt8(ascii: ",") {
                    index += 1
                    continue
                }
                elements.append(try value(try JSONScanner.skipValue(content.span, &index), in: content))
            }
        }
    }

    /// The member of this name, of an object that has it.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { ExactText($0.name) == ExactText(name) }?.value
    }

    /// The text, if it is one.
    public var asText: String? { if case .text(let text) = self { text } else { nil } }

    /// The whole number, if it is one of 64 bits.
    public var asInteger: Int64? {
        switch self {
        case .integer(let number): number
        case .json(let text): Int64(text)
        default: nil
        }
    }

    /// The flag, if it is one.
    public var asBoolean: Bool? { if case .boolean(let flag) = self { flag } else { nil } }

    /// The elements, if it is a list.
    public var asList: [JSONValue]? { if case .list(let elements) = self { elements } else { nil } }

    /// The members in order, if it is an object.
    public var asObject: [JSONField]? { if case .object(let fields) = self { fields } else { nil } }
}
