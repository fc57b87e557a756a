/// The text of a statement, as a key by which it is found again.
///
/// A session has a few dozen statements of some hundred bytes, which are asked for several times per event: it hashes their lengths alone,
/// since comparing a text with itself costs less than hashing it.
struct StatementText: Hashable {
    private let text: String

    init(_ text: String) { self.text = text }

    func hash(into hasher: inout Hasher) { hasher.combine(text.utf8.count) }
}
