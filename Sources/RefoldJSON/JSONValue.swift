import RefoldValues

/// A value of a summary, written as compact JSON with its keys in order.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case text(String)
    case list([JSONValue])
    case object([JSONField])
    /// JSON text, written unchanged except that its line breaks are removed.
    case json(String)

    /// An integer.
    public static func integer(_ number: Int) -> JSONValue { .integer(Int64(number)) }

    /// The text, or null.
    public static func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

    /// A list of texts.
    public static func texts(_ texts: [String]) -> JSONValue { .list(texts.map { .text($0) }) }

    /// The value as compact JSON.
    public var json: String {
        switch self {
        case .null: "null"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .text(let text): JSONWriter.string(text)
        case .list(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
        // Line breaks in JSON occur only between tokens, never inside a string.
        case .json(let json): String(decoding: json.utf8.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        case .object(let fields): "{" + fields.map { JSONWriter.string($0.name) + ":" + $0.value.json }.joined(separator: ",") + "}"
        }
    }
}

/// A key of a summary, and its value.
public struct JSONField: Hashable, Sendable {
    /// The key.
    public var name: String
    /// The value of the key.
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

extension JSONValue {
    /// A fault: `place`, `what`, `expected`, `remedy`.
    public init(_ fault: Fault) {
        self = .object([
            JSONField("place", fault.place == .nowhere ? .null : .text(fault.place.description)), JSONField("what", .text(fault.what)),
            JSONField("expected", .text(fault.expected)), JSONField("remedy", .text(fault.remedy)),
        ])
    }
}

extension JSONValue {
    /// The value in a cell of a table; empty for null.
    public var plain: String {
        switch self {
        case .null: ""
        case .text(let text): text
        default: json
        }
    }
}
