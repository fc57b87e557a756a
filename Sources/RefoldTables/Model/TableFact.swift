/// Something that pages for people say of the source of a table: `Definition`, `payments/months, SHA-256 5b1f…`.
public struct TableFact: Hashable, Sendable {
    /// What it is, for people, beginning with a capital letter.
    public var name: String
    public var text: String

    public init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
}
