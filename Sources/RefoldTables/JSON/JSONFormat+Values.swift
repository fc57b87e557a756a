import RefoldJSON

extension JSONFormat {
    /// Appends a value as JSON: decimals, amounts, times and days as strings, integers as numbers.
    static func append(_ value: TableValue, _ type: TableType, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .text(let text) where type == .json: append(json: text.utf8.span, to: &bytes)
        case .text(let text): JSONWriter.appendString(text, to: &bytes)
        case .boolean: value.appendPlain(to: &bytes)
        case .number where type == .integer: value.appendPlain(to: &bytes)
        case .number, .timestamp, .date:
            bytes.append(UInt8(ascii: "\""))
            value.appendPlain(to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// Appends JSON without its line breaks, which occur only between tokens, never inside a string.
    static func append(json: Span<UInt8>, to bytes: inout [UInt8]) {
        for index in json.indices where json[index] != UInt8(ascii: "\n") && json[index] != UInt8(ascii: "\r") {
            bytes.append(json[index])
        }
    }
}
