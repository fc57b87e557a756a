import RefoldJSON

/// Makes the payload of an event from what a row holds: JSON in any wrapping that the layout names.
struct PayloadDecoder {
    /// What a payload turned out to be.
    enum Outcome {
        /// It is an object as it stands.
        case asIs
        /// It has no fields: `null`, `[]`.
        case empty
        /// It is in ``PayloadDecoder/made``.
        case made
        /// Why it cannot be read, in a few words.
        case unreadable(String)
    }

    /// The payload if it had to be made.
    private(set) var made: [UInt8] = []
    private let unwrap: (type: [UInt8], value: [UInt8])?
    private let isQuoted: Bool
    /// Keeps its memory from payload to payload.
    private var check = JSONObjectCheck()

    init(_ layout: StoreLayout) {
        unwrap = layout.unwrap.map { (Array($0[0].utf8), Array($0[1].utf8)) }
        isQuoted = layout.isQuoted
    }

    /// An event without fields.
    static let empty = Array("{}".utf8)

    /// - Parameter isChecked: whether it is known to be JSON.
    mutating func decode(_ bytes: Span<UInt8>, isChecked: Bool) -> Outcome {
        var index = 0
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count else { return .unreadable("an empty text") }
        guard bytes[index] == UInt8(ascii: "{") else { return other(bytes, at: index) }
        if !isChecked {
            do throws(JSONFault) {
                _ = try check.scanDocument(bytes)
            } catch {
                return .unreadable(error.reason == .repeatedKey ? "JSON with a repeated key" : "no JSON")
            }
        }
        guard unwrap != nil else { return .asIs }
        made.removeAll(keepingCapacity: true)
        var position = index
        guard append(bytes, &position) else { return .unreadable("no JSON") }
        // Inside a wrapper may be anything.
        guard made.first != UInt8(ascii: "{") else { return .made }
        return made == Self.list || made == Self.null ? .empty : .unreadable("a JSON value that is no object")
    }

    private static let list = Array("[]".utf8)
    private static let null = Array("null".utf8)

    private mutating func other(_ bytes: Span<UInt8>, at index: Int) -> Outcome {
        guard let slice = try? JSONScanner.scanDocument(bytes) else { return .unreadable(Self.guess(bytes, at: index)) }
        switch slice.kind {
        case .null: return .empty
        case .array:
            var inside = slice.start + 1
            JSONScanner.skipWhitespace(bytes, &inside)
            return inside == slice.end - 1 ? .empty : .unreadable("a JSON list")
        case .string, .escapedString:
            guard isQuoted else { return .unreadable("a JSON string") }
            var inner: [UInt8] = []
            slice.appendUnescaped(from: bytes, to: &inner)
            // Once: JSON in a string in a string is nobody's form.
            var plain = self
            plain.made = []
            guard inner.first != UInt8(ascii: "\"") else { return .unreadable("a JSON string") }
            switch plain.decode(inner.span, isChecked: false) {
            case .asIs: made = inner
            case .made: made = plain.made
            case .empty: return .empty
            case .unreadable(let what): return .unreadable(what)
            }
            return .made
        default: return .unreadable("a JSON value that is no object")
        }
    }

    /// Makes a JSON string that stands for bytes that cannot be read.
    mutating func stand(for bytes: Span<UInt8>) { made = Array("\"unreadable \(bytes.stableHash)\"".utf8) }

    /// What bytes that are no JSON seem to be.
    private static func guess(_ bytes: Span<UInt8>, at index: Int) -> String {
        if bytes[index] == UInt8(ascii: "<") { return "XML" }
        if bytes.count - index >= 3, (0..<3).allSatisfy({ bytes[index + $0] == UInt8(ascii: "-") }) { return "YAML" }
        return (0..<bytes.count).contains { bytes[$0] < 0x09 || bytes[$0] > 0x0D && bytes[$0] < 0x20 || bytes[$0] == 0xFF } ? "binary" : "no JSON"
    }

    /// Appends the value at an index without its wrappers, and moves past it. The text is valid JSON.
    private mutating func append(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "{"): return appendObject(bytes, &index)
        case UInt8(ascii: "["): return appendList(bytes, &index)
        default:
            let start = index
            guard (try? JSONScanner.skipValue(bytes, &index)) != nil else { return false }
            append(bytes, start..<index)
            return true
        }
    }

    private mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        for place in range { made.append(bytes[place]) }
    }

    private mutating func appendList(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        made.append(UInt8(ascii: "["))
        index += 1
        JSONScanner.skipWhitespace(bytes, &index)
        while index < bytes.count, bytes[index] != UInt8(ascii: "]") {
            guard append(bytes, &index) else { return false }
            separate(bytes, &index)
        }
        made.append(UInt8(ascii: "]"))
        index += 1
        return true
    }

    private mutating func appendObject(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        if let value = wrapped(bytes, at: index) {
            guard (try? JSONScanner.skipValue(bytes, &index)) != nil else { return false }
            var inside = value
            return append(bytes, &inside)
        }
        made.append(UInt8(ascii: "{"))
        index += 1
        JSONScanner.skipWhitespace(bytes, &index)
        while index < bytes.count, bytes[index] != UInt8(ascii: "}") {
            let start = index
            guard (try? JSONScanner.scanString(bytes, &index)) != nil else { return false }
            append(bytes, start..<index)
            JSONScanner.skipWhitespace(bytes, &index)
            made.append(UInt8(ascii: ":"))
            index += 1
            guard append(bytes, &index) else { return false }
            separate(bytes, &index)
        }
        made.append(UInt8(ascii: "}"))
        index += 1
        return true
    }

    /// Moves past a comma, if there is one.
    private mutating func separate(_ bytes: Span<UInt8>, _ index: inout Int) {
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { return }
        made.append(UInt8(ascii: ","))
        index += 1
        JSONScanner.skipWhitespace(bytes, &index)
    }

    /// Where the value is inside an object that only wraps it; nil for any other object.
    private func wrapped(_ bytes: Span<UInt8>, at start: Int) -> Int? {
        guard let unwrap else { return nil }
        var (index, value, hasType, members) = (start + 1, Int?.none, false, 0)
        JSONScanner.skipWhitespace(bytes, &index)
        while index < bytes.count, bytes[index] != UInt8(ascii: "}"), members < 3 {
            guard let key = try? JSONScanner.scanString(bytes, &index) else { return nil }
            JSONScanner.skipWhitespace(bytes, &index)
            index += 1
            if key.isEqual(to: unwrap.type, in: bytes) { hasType = true } else if key.isEqual(to: unwrap.value, in: bytes) { value = index } else { return nil }
            guard (try? JSONScanner.skipValue(bytes, &index)) != nil else { return nil }
            members += 1
            JSONScanner.skipWhitespace(bytes, &index)
            if index < bytes.count, bytes[index] == UInt8(ascii: ",") { index += 1 }
            JSONScanner.skipWhitespace(bytes, &index)
        }
        return members == 2 && hasType ? value : nil
    }
}
