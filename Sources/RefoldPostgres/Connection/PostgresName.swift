/// Names and texts as parts of a statement.
public enum PostgresName {
    /// A name in double quotes; quotes inside it are doubled.
    public static func quoted(_ name: String) -> String { name.quoted("\"", escaping: ["\"": "\"\""]) }

    /// A text in single quotes; quotes inside it are doubled. Needs `standard_conforming_strings`, which every connection sets.
    static func literal(_ text: String) -> String { text.quoted("'", escaping: ["'": "''"]) }

    /// Texts, or null, as one value of the type `text[]`.
    static func array(_ texts: [String?]) -> String {
        "{" + texts.map { $0?.quoted("\"", escaping: ["\\": "\\\\", "\"": "\\\""]) ?? "NULL" }.joined(separator: ",") + "}"
    }
}
