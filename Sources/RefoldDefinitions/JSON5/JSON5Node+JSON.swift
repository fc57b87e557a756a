import RefoldJSON

extension JSON5Node {
    /// The value as compact JSON (RFC 8259), keys in the order of the file.
    public var json: String {
        switch value {
        case .object(let members):
            "{" + members.map { JSONWriter.string($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
        case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .string(let text): JSONWriter.string(text)
        case .number(let number): number.json
        case .bool(let flag): flag ? "true" : "false"
        case .null: "null"
        }
    }
}
