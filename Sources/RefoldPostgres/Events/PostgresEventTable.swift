/// The table, partitioned table or view that holds the events, as found on the session's search path.
struct PostgresEventTable {
    /// Its name for statements, with the schema.
    let name: String
    /// The name of its schema, unquoted.
    let schema: String
    let number: UInt32
    let isView: Bool
    let promises: PostgresPromises
    /// The types of all columns, by name, as `format_type` prints them: for comparison, not for SQL.
    private let types: [String: String]
    /// The base types of columns whose type is a domain.
    private let baseTypes: [String: String]
    /// The names of all columns' types in SQL, with the schema.
    private let names: [String: String]
    /// The lengths, digits or other modifiers of all columns' types as the catalog has them, -1 for none.
    private let modifiers: [String: Int64]

    init(
        schema: String, name: String, number: UInt32, isView: Bool, promises: PostgresPromises, types: [String: String],
        baseTypes: [String: String], names: [String: String], modifiers: [String: Int64]
    ) {
        self.schema = schema
        self.name = PostgresName.quoted(schema) + "." + PostgresName.quoted(name)
        self.number = number
        self.isView = isView
        self.promises = promises
        self.types = types
        self.baseTypes = baseTypes
        self.names = names
        self.modifiers = modifiers
    }

    /// A column converted to the type in Refold's own layout: text, 64-bit integer, time with zone.
    func expression(_ column: String) -> String {
        let type = types[column] ?? ""
        switch column {
        case "position", "version": return type == "bigint" ? column : "\(column)::bigint"
        case "occurred_at", "recorded_at": return type == "timestamp with time zone" ? column : "\(column)::timestamptz"
        default: return Self.texts.contains(type) ? column : "\(column)::text"
        }
    }

    /// The type of a column, to cast a text to. Without a length: a text that is too long is refused by the column instead of truncated by
    /// the cast.
    func type(of column: String) -> String { names[column] ?? "text" }

    /// The type of a column; for a domain, its base type.
    func baseType(of column: String) -> String { baseTypes[column] ?? types[column] ?? "" }

    /// A test that a column equals a parameter, by the column's index. If the cast to its type may cut the text, or the type takes
    /// different texts for the same, the text itself is compared as well.
    func isEqual(_ column: String, to parameter: String) -> String {
        let test = "\(column) = \(parameter)::text::\(type(of: column))"
        guard !findsExactly(column) else { return test }
        return "(\(test) AND \(expression(column)) COLLATE \"C\" = \(parameter)::text)"
    }

    /// Whether a look by a column's type finds what has the same text, and nothing else.
    func findsExactly(_ column: String) -> Bool { Self.exactTexts.contains(baseType(of: column)) }

    /// The length, the digits or another modifier of a column's type; -1 for none.
    func modifier(of column: String) -> Int64 { modifiers[column] ?? -1 }

    /// Types in which a text finds itself alone, or, as a UUID, in another form.
    private static let exactTexts: Set<String> = ["text", "character varying", "uuid"]

    /// Whether binary COPY may write rows as Refold's own layout has them.
    var takesCopy: Bool {
        !isView && PostgresEventLayout.written.allSatisfy { column in
            switch column {
            case "version": types[column] == "bigint"
            case "occurred_at", "recorded_at": types[column] == "timestamp with time zone"
            default: Self.texts.contains(types[column] ?? "")
            }
        }
    }

    /// Types whose binary form is their text.
    private static let texts: Set<String> = ["text", "character varying", "json"]
}
