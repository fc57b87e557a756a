import RefoldJSON
import RefoldTables
import RefoldValues

/// A line of a report as a person names it: a value for each row column, as `month=2024-09,currency=EUR` or as a JSON object.
public struct LineName: Sendable {
    private enum Value: Sendable {
        /// As CSV prints it: empty for null, and for an empty text.
        case printed(String)
        /// Of JSON, where null and an empty text differ.
        case exact(String?)
    }

    private let columns: [String]
    private let values: [Value]

    /// - Throws: status 2 for another form, a column that is unknown, missing or repeated, and if the report has no row columns.
    public init(_ text: String, of plan: ReportPlan, at place: Place) throws(RefoldError) {
        let columns = plan.columns.filter(\.isRowColumn).map(\.name)
        let form = columns.map { "\($0)=…" }.joined(separator: ",")
        guard !columns.isEmpty else {
            throw RefoldError(.usage, "the report \"\(plan.name)\" has no row columns", at: place, remedy: "leave --row out: there is one line")
        }
        var known: [String: Value] = [:]
        for (column, value) in try Self.members(of: text, at: place, form: form) {
            guard columns.contains(column) else {
                throw RefoldError(
                    .usage, "the report \"\(plan.name)\" has no row column \"\(column)\"", at: place, expected: form,
                    remedy: Suggestion.phrase(for: column, among: columns) ?? "write a value that has \",\(column)=\" in it as JSON: {\"\(columns[0])\": \"…\"}")
            }
            guard known.updateValue(value, forKey: column) == nil else {
                throw RefoldError(.usage, "the column \"\(column)\" stands twice", at: place, expected: form, remedy: "leave one out")
            }
        }
        if let missing = columns.first(where: { known[$0] == nil }) {
            throw RefoldError(.usage, "the column \"\(missing)\" is missing", at: place, expected: form, remedy: "name every row column; nothing after = is null")
        }
        self.columns = columns
        values = columns.compactMap { known[$0] }
    }

    /// Whether these are the row columns of the line.
    func fits(_ cells: [TableValue]) -> Bool { values.indices.allSatisfy { fits($0, cells) } }

    /// Whether it is what a line of others shows.
    var isOfOthers: Bool {
        values.contains { value in
            switch value {
            case .printed(let text): text == TableHead.othersLabel
            case .exact(let text): text == TableHead.othersLabel
            }
        }
    }

    /// The first column whose value no line has; nil if each has one, but none has all.
    func strangeColumn(among lines: [[TableValue]]) -> String? {
        columns.indices.first { column in !lines.contains { fits(column, $0) } }.map { columns[$0] }
    }

    private func fits(_ column: Int, _ cells: [TableValue]) -> Bool {
        switch (values[column], cells[column]) {
        case (.exact(nil), let cell): cell.isNull
        case (.printed(""), .null): true
        case (_, .null): false
        case (.printed(let text), .number(let number)), (.exact(let text?), .number(let number)): ExactDecimal(text) == number
        case (.printed(let text), .timestamp(let time)), (.exact(let text?), .timestamp(let time)): Timestamp(text) == time
        case (.printed(let text), let cell), (.exact(let text?), let cell): text.utf8.elementsEqual(cell.plain.utf8)
        }
    }

    // MARK: Reading

    private static func members(of text: String, at place: Place, form: String) throws(RefoldError) -> [(String, Value)] {
        if text.utf8.first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "{") { return try object(text, at: place, form: form) }
        var members: [(String, Value)] = []
        for part in parts(of: text) {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else {
                throw RefoldError(.usage, "a value has no column before it", at: place, expected: form, remedy: "write it as expected, or as a JSON object")
            }
            members.append((String(decoding: part[..<equals], as: UTF8.self), .printed(String(decoding: part[(equals + 1)...], as: UTF8.self))))
        }
        return members
    }

    /// The text cut at each comma before the name of a column and `=`: other commas belong to values.
    private static func parts(of text: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(text.utf8)
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: ",") {
            let name = bytes[(index + 1)...].prefix { isOfName($0) }
            if !name.isEmpty, name.endIndex < bytes.count, bytes[name.endIndex] == UInt8(ascii: "=") { starts.append(index + 1) }
        }
        return starts.indices.map { part in bytes[starts[part]..<(part + 1 < starts.count ? starts[part + 1] - 1 : bytes.count)] }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func object(_ text: String, at place: Place, form: String) throws(RefoldError) -> [(String, Value)] {
        let bytes = Array(text.utf8)
        var members: [(String, Value)] = []
        do throws(JSONFault) {
            try JSONMembers.forEach(of: bytes.span) { key, value in
                members.append((key.text(in: bytes.span), .exact(value.kind == .null ? nil : value.text(in: bytes.span))))
            }
        } catch {
            throw RefoldError(.usage, "the line is no JSON object", at: place, expected: form, remedy: "write it as expected, or mend the JSON")
        }
        return members
    }
}
