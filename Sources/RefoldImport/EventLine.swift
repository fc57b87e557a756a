import RefoldJSON

/// The fields of an event's line, and the maximum length of their texts.
enum EventLine {
    enum Field: Int, CaseIterable {
        case position, id, stream, version, type, occurredAt, recordedAt, data, metadata

        var name: String {
            switch self {
            case .position: "position"
            case .id: "id"
            case .stream: "stream"
            case .version: "version"
            case .type: "type"
            case .occurredAt: "occurred_at"
            case .recordedAt: "recorded_at"
            case .data: "data"
            case .metadata: "metadata"
            }
        }
    }

    /// The longest id, stream or type, in bytes of UTF-8.
    static let maximumTextLength = 1024

    static let names = Field.allCases.map(\.name)
    private static let bytes = names.map { Array($0.utf8) }

    /// The field with this key. `guess` is tried first: lines usually have their keys in one order.
    static func field(of key: JSONSlice, in line: Span<UInt8>, guess: Int) -> Field? {
        let length = bytes.count
        for offset in 0..<length {
            let number = (guess + offset) % length
            if key.isEqual(to: bytes[number], in: line) { return Field(rawValue: number) }
        }
        return nil
    }

    /// The id of an event whose line has none: `STREAM#VERSION`. The text after the last `#` is always the version, so no two events share
    /// an id.
    static func derivedID(stream: [UInt8], version: Int64) -> [UInt8] {
        stream + [UInt8(ascii: "#")] + Array(String(version).utf8)
    }
}
