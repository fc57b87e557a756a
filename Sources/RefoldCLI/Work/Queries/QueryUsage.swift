import RefoldQueries

extension Flag {
    /// The flag of an option.
    init(_ option: QueryOption) { self.init(option.name, option.value) }
}

extension QueryPart {
    /// The flags of this argument.
    var flags: [Flag] {
        switch self {
        case .id: []
        case .option(let option): [Flag(option)]
        case .page: [.limit, .page, .cursor]
        case .days: [.from, .to]
        }
    }

    /// Its form in the usage text.
    fileprivate var usage: String {
        switch self {
        case .id: "ID"
        case .option(let option): "--\(option.name) \(option.name.prefix(1).uppercased())"
        case .page: "[PART]"
        case .days: "[--from D] [--to D]"
        }
    }
}

/// The usage text of `query`, which depends on the queries of the domains.
enum QueryUsage {
    static func text(_ forms: [QueryForm]) -> String {
        var paragraphs = [
            forms.isEmpty ? "refold query" : calls(forms),
            """
            Answers one question from the served read models, from one state of them, and
            says up to which position that is complete. Ends with 1 where a get finds
            nothing.
            """,
        ]
        paragraphs += forms.compactMap(\.note)
        paragraphs.append((parts(forms) + replica).joined(separator: "\n"))
        if let form = forms.first(where: { $0.example != nil }) {
            paragraphs.append("  refold query \(form.words) \(form.example ?? "") --store sqlite:events.db")
        }
        return paragraphs.joined(separator: "\n\n")
    }

    /// One line per query; queries of one subject with the same arguments share a line.
    private static func calls(_ forms: [QueryForm]) -> String {
        var lines: [(subject: String, questions: [String], rest: String)] = []
        for form in forms {
            let rest = form.parts.map { " " + $0.usage }.joined()
            if let last = lines.last, last.subject == form.subject, last.rest == rest {
                lines[lines.count - 1].questions.append(form.question)
            } else {
                lines.append((form.subject, [form.question], rest))
            }
        }
        return lines.map { "refold query \($0.subject) \($0.questions.joined(separator: "|"))\($0.rest)" }.joined(separator: "\n")
    }

    private static func parts(_ forms: [QueryForm]) -> [String] {
        var lines: [String] = []
        if forms.contains(where: { $0.parts.contains(.page) }) {
            let others = forms.compactMap { form in form.beginsWith.map { " (\(form.question): with \($0))" } }.joined()
            lines = [
                "PART of a list, which begins with the newest\(others):",
                "  --limit N            at most so many rows, 1 to 1000 (default 20)",
                "  --page N             the part of this number, from 1",
                "  --cursor C           or the part behind another, as that one named it",
            ]
        }
        if forms.contains(where: { $0.parts.contains(.days) }) {
            lines.append("  --from D, --to D     UTC days from the first on and before the second")
        }
        return lines
    }

    private static let replica = [
        "  --replica URL        read a standby, or a copy of the read models' file,",
        "                       instead of --read-models (or REFOLD_REPLICA)",
    ]
}
