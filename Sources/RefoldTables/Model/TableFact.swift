/// Something that pages for people say of the source of a table: `Definition`, `payments/months, SHA-256 5b1f…`.
public struct TableFact: Hashable, Sendable {
    /// What it is, for people, beginning with a capital letter.
    public var name: String
    /// What is said of it, as it is, on one line.
    public var text: String

    /// A fact by its name, which begins with a capital letter, and its text.
    public init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
}
