/// The text of a statement, as a key of the cache of statements.
///
/// A session has a few dozen statements of some hundred bytes, looked up several times per event. Only their lengths are hashed, because
/// comparing equal texts costs less than hashing them.
struct StatementText: Hashable {
    private let text: String

    init(_ text: String) { self.text = text }

    func hash(into hasher: inout Hasher) { hasher.combine(text.utf8.count) }
}
