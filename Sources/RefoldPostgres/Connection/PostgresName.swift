/// Names and texts as parts of a statement.
public enum PostgresName {
    /// A name in double quotes, its own doubled.
    public static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

    /// A text in single quotes, its own doubled; needs `standard_conforming_strings`, which every connection sets.
    static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    /// Texts as one value of the type `text[]`.
    static func array(_ texts: [String]) -> String {
        let quoted = texts.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
        return "{" + quoted.joined(separator: ",") + "}"
    }
}
