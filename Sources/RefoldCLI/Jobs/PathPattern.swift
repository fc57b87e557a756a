import RefoldDefinitions
import RefoldReports
import RefoldValues

/// A path with placeholders for the day of the run and for the period of a report: `var/out/{date}`, `var/out/{period}`.
struct PathPattern: Hashable, Sendable {
    /// The words allowed in braces.
    private enum Placeholder: String, CaseIterable {
        /// The day of the run.
        case date
        /// The period in its shortest form, `2024-09`; the slash of one that has two days becomes `_`.
        case period
        /// The first day of the period.
        case from
        /// The first day after the period.
        case to

        /// - Parameter period: nil for everything.
        func text(on date: CalendarDate, _ period: Period?) -> String {
            switch self {
            case .date: date.description
            case .period: String((period?.shortText ?? "all").map { $0 == "/" ? "_" : $0 })
            case .from: period?.from.description ?? "all"
            case .to: period?.to.description ?? "all"
            }
        }
    }

    private enum Part: Hashable {
        case text(String)
        case placeholder(Placeholder)
    }

    private let parts: [Part]
    /// The place at which it was given.
    let place: Place

    /// - Parameter hasPeriod: whether it may have placeholders for a period.
    /// - Throws: the fault of the text: empty, an unclosed brace, or an unknown word in braces.
    init(_ text: String, hasPeriod: Bool, at place: Place = .nowhere) throws(Fault) {
        guard !text.isEmpty, !text.contains("\0") else { throw Fault("the path is empty or holds U+0000", expected: "a path") }
        let known = hasPeriod ? Placeholder.allCases : [.date]
        let expected = DefinitionValue.list(known.map { "{\($0.rawValue)}" }, quote: "")
        var (parts, rest) = ([Part](), text[...])
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw Fault("a brace stands alone in the path", expected: expected)
            }
            let word = String(rest[rest.index(after: open)..<close])
            guard let placeholder = Placeholder(rawValue: word) else {
                throw Fault(
                    "there is no placeholder {\(word)}", expected: expected, remedy: Suggestion.phrase(for: word, among: known.map(\.rawValue)))
            }
            guard known.contains(placeholder) else {
                throw Fault("there is no period for {\(word)}", expected: expected, remedy: "name a period, or leave it out")
            }
            parts += [.text(String(rest[..<open])), .placeholder(placeholder)]
            rest = rest[rest.index(after: close)...]
        }
        self.parts = parts + [.text(String(rest))]
        self.place = place
    }

    /// What every path of it begins with, up to the last slash before its first placeholder: `var/out/`; nil without placeholders.
    var folderAboveDated: String? {
        var text = ""
        for part in parts {
            guard case .text(let more) = part else { return text.lastIndex(of: "/").map { String(text[...$0]) } ?? "" }
            text += more
        }
        return nil
    }

    /// The path of a run on that day.
    ///
    /// - Parameter period: of the report; nil for everything.
    func path(on date: CalendarDate, _ period: Period? = nil) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .placeholder(let placeholder): placeholder.text(on: date, period)
            }
        }.joined()
    }
}
