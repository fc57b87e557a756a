import RefoldJSON
import RefoldValues

/// One JSON object per line, and nothing beside the lines: no totals, no subtotals.
///
/// Values are as in ``JSONFormat``; JSON of read models is written as JSON, on one line.
public struct NDJSONFormat: TableFormat {
    public let word = "ndjson"
    public let summary = "one JSON object per line, for programs"

    public init() {}

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { NDJSONWriter(head.columns) }
}

private struct NDJSONWriter: TableWriter {
    /// Of each column what stands before its value: `,"amount":`.
    private let keys: [[UInt8]]
    private let types: [TableType]
    private var isLeftOut = false
    private var place = 0

    init(_ columns: [TableColumn]) {
        types = columns.map(\.type)
        keys = columns.enumerated().map { place, column in
            var key = Array((place == 0 ? "{" : ",").utf8)
            JSONWriter.appendString(column.name, to: &key)
            return key + [UInt8(ascii: ":")]
        }
    }

    func begin(to bytes: inout [UInt8]) {}

    mutating func beginLine(_ kind: LineKind, to bytes: inout [UInt8]) {
        isLeftOut = kind != .line && kind != .others
        place = 0
    }

    mutating func cell(_ value: TableValue, to bytes: inout [UInt8]) {
        if isLeftOut { return }
        bytes.append(contentsOf: keys[place])
        JSONFormat.append(value, types[place], to: &bytes)
        place += 1
    }

    mutating func cell(text: Span<UInt8>, to bytes: inout [UInt8]) {
        if isLeftOut { return }
        bytes.append(contentsOf: keys[place])
        if types[place] == .json { JSONFormat.append(json: text, to: &bytes) } else { JSONWriter.appendString(text, to: &bytes) }
        place += 1
    }

    func endLine(to bytes: inout [UInt8]) {
        if !isLeftOut { bytes.append(contentsOf: "}\n".utf8) }
    }

    func end(to bytes: inout [UInt8]) {}
}
