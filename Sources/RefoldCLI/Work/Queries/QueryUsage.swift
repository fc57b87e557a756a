import RefoldDefinitions
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
        case .interval: [.from, .to, .timeZone]
        }
    }

    /// Its words in the usage text, each of which may begin a line.
    fileprivate var usage: [String] {
        switch self {
        case .id: ["ID"]
        case .option(let option):
            if option.value == nil { ["[--\(option.name)]"] } else if option.isRequired { [option.usage] } else { ["[\(option.usage)]"] }
        case .page: ["[PART]"]
        case .days: ["[--from D]", "[--to D]"]
        case .interval: ["[--from D]", "[--to D]", "[--time-zone Z]"]
        }
    }

    /// Whether it is a range of days.
    fileprivate var isRange: Bool { self == .days || self == .interval }
}

extension QueryOption {
    /// `--organization O`
    fileprivate var usage: String { "--\(name) \(name.prefix(1).uppercased())" }
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
        var lines: [(subject: String, questions: [String], rest: [String])] = []
        for form in forms {
            let rest = form.parts.flatMap(\.usage)
            if let last = lines.last, last.subject == form.subject, last.rest == rest {
                lines[lines.count - 1].questions.append(form.question)
            } else {
                lines.append((form.subject, [form.question], rest))
            }
        }
        return lines.map { subject, questions, rest in
            let start = "refold query \(subject) \(questions.joined(separator: "|"))"
            var (text, line) = ("", start)
            for word in rest {
                if line.count + 1 + word.count > width {
                    text += line + "\n"
                    line = String(repeating: " ", count: start.count)
                }
                line += " " + word
            }
            return text + line
        }.joined(separator: "\n")
    }

    private static let width = 78

    private static func parts(_ forms: [QueryForm]) -> [String] {
        var lines: [String] = []
        for option in forms.flatMap(\.options) where !option.words.isEmpty {
            let usage = "  " + option.usage
            let space = String(repeating: " ", count: max(1, 23 - usage.count))
            lines.append(usage + space + DefinitionValue.list(option.words))
        }
        let ranges = Set(forms.flatMap(\.parts).filter(\.isRange))
        if !ranges.isEmpty { lines.append("  --from D, --to D     days from the first on and before the second, in UTC") }
        if ranges.contains(.interval) { lines.append("  --time-zone Z        or in this zone, as Europe/Rome") }
        if forms.contains(where: { $0.parts.contains(.page) }) {
            let others = forms.compactMap { form in form.beginsWith.map { " (\(form.question): with \($0))" } }.joined()
            lines += [
                "PART of a list, which begins with the newest\(others):",
                "  --limit N            at most so many rows, 1 to 1000 (default 20)",
                "  --page N             the part of this number, from 1",
                "  --cursor C           or the part after another, as that one named it",
            ]
        }
        return lines
    }

    private static let replica = [
        "  --replica URL        read a standby, or a copy of the read models' file,",
        "                       instead of --read-models (or REFOLD_REPLICA)",
    ]
}
