import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// The key of a row as a person types it: the value alone, or `{"day":"2024-03-01","shop":"a"}` as `refold diff --format json` writes it.
struct RowKeyText {
    /// As read models encode it.
    let bytes: [UInt8]
    let fields: [JSONField]

    /// - Parameter parts: the columns of the key.
    /// - Throws: status 2 for a key of another form.
    init(_ text: String, _ parts: [ColumnSchema]) throws(RefoldError) {
        let names = parts.map(\.name)
        var values: [String]?
        if let members = Self.members(of: text), Set(members.keys) == Set(names) { values = names.compactMap { members[$0] } }
        if values == nil, parts.count == 1 { values = [text] }
        guard let values, values.count == parts.count else {
            throw RefoldError(
                .usage, "the key has \(parts.count) parts", at: .named(text), expected: Self.form(names),
                remedy: "write it as refold diff --format json shows it")
        }
        var (bytes, fields): ([UInt8], [JSONField]) = ([], [])
        for (part, value) in zip(parts, values) {
            if part.type.isBytes {
                KeyEncoding.append(value.utf8.span, isOnlyPart: parts.count == 1, to: &bytes)
            } else {
                guard let units = Self.units(value, part.type) else {
                    throw RefoldError(
                        .usage, "\"\(value)\" is no value of the key's column \"\(part.name)\"", expected: "a value of the type \(part.type.word)",
                        remedy: "write it as refold diff --format json shows it")
                }
                KeyEncoding.append(units, to: &bytes)
            }
            fields.append(JSONField(part.name, .text(value)))
        }
        (self.bytes, self.fields) = (bytes, fields)
    }

    /// The error of a key that no event has.
    static func untouched(_ projection: String, in events: any EventStore) -> RefoldError {
        RefoldError(
            .failed, "no event touches a row of \"\(projection)\" with this key", at: .named(events.name), expected: "the key of a row, now or earlier",
            remedy: "see the keys with refold export \(projection)")
    }

    private static func form(_ names: [String]) -> String { "{" + names.map { "\"\($0)\":…" }.joined(separator: ",") + "}" }

    private static func units(_ text: String, _ type: ColumnType) -> Int64? {
        switch type.content {
        case .integer: Int64(text)
        case .boolean: ["false": 0, "true": 1][text]
        case .date: CalendarDate(text).map { Int64($0.days) }
        case .timestamp: Timestamp(text)?.microseconds
        case .text, .json, .decimal, .money, .wideDecimal, .wideMoney: nil
        }
    }

    /// The members of an object with values that are texts, numbers or booleans, as texts; nil for anything else.
    private static func members(of text: String) -> [String: String]? {
        let bytes = Array(text.utf8)
        var members: [String: String] = [:]
        do throws(JSONFault) {
            try JSONMembers.forEach(of: bytes.span) { key, value in members[key.text(in: bytes.span)] = value.text(in: bytes.span) }
        } catch {
            return nil
        }
        return members
    }
}
