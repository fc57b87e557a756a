/// The table, partitioned table or view that holds the events of a session, as its search path finds it.
struct PostgresEventTable {
    /// Its name as a part of statements, schema and all.
    let name: String
    /// The name of its schema, not quoted.
    let schema: String
    let number: UInt32
    let isView: Bool
    let promises: PostgresPromises
    /// The types of all columns, by name, as `format_type` writes them: to be compared, never to be sent.
    private let types: [String: String]
    /// The types that domains among them rest on.
    private let baseTypes: [String: String]
    /// The names of all columns' types as they stand in SQL, schema and all.
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

    /// A column as Refold's own layout would give it: texts, whole numbers of 64 bits, times with a zone.
    func expression(_ column: String) -> String {
        let type = types[column] ?? ""
        switch column {
        case "position", "version": return type == "bigint" ? column : "\(column)::bigint"
        case "occurred_at", "recorded_at": return type == "timestamp with time zone" ? column : "\(column)::timestamptz"
        default: return Self.texts.contains(type) ? column : "\(column)::text"
        }
    }

    /// The type of a column, to cast a text to. Without a length: what is too long is refused by the column, not cut by the cast.
    func type(of column: String) -> String { names[column] ?? "text" }

    /// The type of a column, of a domain the one that it rests on.
    func baseType(of column: String) -> String { baseTypes[column] ?? types[column] ?? "" }

    /// A test that a column equals a parameter, by the column's index. Where the cast to its type may cut the text, or the type takes
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
