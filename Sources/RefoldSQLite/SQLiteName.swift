/// Names inside SQL text.
public enum SQLiteName {
    /// An identifier for SQL text, which cannot be taken for a keyword or end the statement: `"the ""odd"" one"`.
    public static func quoted(_ name: String) -> String { name.quoted("\"", escaping: ["\"": "\"\""]) }

    /// A text as an SQL literal. For the few places in which SQL takes no parameter; elsewhere values are bound.
    public static func literal(_ text: String) -> String { text.quoted("'", escaping: ["'": "''"]) }
}
