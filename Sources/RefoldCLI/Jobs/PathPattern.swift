import RefoldValues

/// A path with the placeholder `{date}` for the day of the run: `var/out/{date}`.
struct PathPattern: Hashable, Sendable {
    /// The words allowed in braces.
    static let placeholders = ["date"]

    let text: String
    /// The place at which it was given.
    let place: Place

    /// - Throws: the fault of the text: empty, an unclosed brace, or an unknown word in braces.
    init(_ text: String, at place: Place = .nowhere) throws(Fault) {
        guard !text.isEmpty, !text.contains("\0") else { throw Fault("the path is empty or holds U+0000", expected: "a path") }
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw Fault("a brace stands alone in the path", expected: "{date}")
            }
            let word = String(rest[rest.index(after: open)..<close])
            guard Self.placeholders.contains(word) else {
                throw Fault(
                    "there is no placeholder {\(word)}", expected: "{date}",
                    remedy: Suggestion.phrase(for: word, among: Self.placeholders))
            }
            rest = rest[rest.index(after: close)...]
        }
        self.text = text
        self.place = place
    }

    /// The path of a run on that day.
    func path(on date: CalendarDate) -> String {
        text.split(separator: "{date}", omittingEmptySubsequences: false).joined(separator: date.description)
    }
}
