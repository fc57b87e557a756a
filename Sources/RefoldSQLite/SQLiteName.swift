/// Names inside SQL text.
public enum SQLiteName {
    /// An identifier as SQL text, so that no name is a reserved word or ends the statement: `"the ""odd"" one"`.
    public static func quoted(_ name: String) -> String { name.quoted("\"", escaping: ["\"": "\"\""]) }

    /// A text as an SQL literal. For the few places where SQL takes no parameter; values are bound everywhere else.
    public static func literal(_ text: String) -> String { text.quoted("'", escaping: ["'": "''"]) }
}
