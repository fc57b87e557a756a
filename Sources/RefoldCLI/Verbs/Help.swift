import RefoldHelp
import RefoldValues

/// The texts of `--help` and `refold help`.
enum Help {
    /// `refold help TOPIC`. Not a verb: it needs no settings, so it works even with an invalid settings file.
    static let word = "help"

    /// The first screen: under 24 lines of at most 80 characters.
    static func firstScreen(_ domains: DomainList) -> String {
        var lines = [
            "refold \(Version.text): replays every event of a store into read models and exact reports",
            "refold VERB [ARGUMENTS] [--store URL] [--quiet] [--json] (refold help settings)",
        ]
        for group in VerbTable.groups {
            lines.append(group.title)
            for verb in group.verbs {
                lines.append("  " + verb.name + String(repeating: " ", count: 10 - verb.name.count) + verb.summary(for: domains))
            }
        }
        lines += rareLines(VerbTable.rare.map { $0.name })
        lines.append("From nothing to a figure (refold VERB --help and refold help say more):")
        if !domains.seeds.isEmpty { lines.append("  refold seed --events 10000 --store sqlite:demo.db") }
        // It works in an empty folder, and says what comes next.
        lines.append("  refold init --store sqlite:demo.db")
        return lines.joined(separator: "\n")
    }

    /// Names of verbs in as few lines as they need.
    private static func rareLines(_ names: [String]) -> [String] {
        var lines: [String] = []
        for name in names {
            if let last = lines.last, last.count + 1 + name.count <= 80 { lines[lines.count - 1] += " " + name } else { lines.append("  " + name) }
        }
        return lines
    }

    /// The lines of a text.
    static func lines(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    static func text(for verb: any Verb.Type, _ domains: DomainList) -> String {
        "refold \(verb.name): \(verb.summary(for: domains))\n\n\(verb.usage(for: domains))"
    }

    /// The answer to `refold help` with further words: the list of topics, a topic, or the help of a verb.
    ///
    /// - Throws: status 2 for a word that is neither a topic nor a verb, and for more than one word.
    static func text(about words: [String], _ domains: DomainList) throws(RefoldError) -> String {
        guard let word = words.first else { return topics }
        guard words.count == 1 else {
            throw RefoldError(.usage, "\"\(words[1])\" is one word too many for help", remedy: "name one topic or verb")
        }
        if let topic = HelpTopic(rawValue: word) { return topic.text() }
        if let verb = VerbTable.all.first(where: { $0.name == word }) { return text(for: verb, domains) }
        throw unknown(word)
    }

    /// The error for a word that is neither a topic nor a verb.
    static func unknown(_ word: String) -> RefoldError {
        RefoldError(
            .usage, "there is no topic \"\(word)\"",
            remedy: Suggestion.phrase(for: word, among: HelpTopic.allCases.map(\.rawValue) + VerbTable.all.map { $0.name }) ?? "see refold help")
    }

    private static var topics: String {
        let names = HelpTopic.allCases.map(\.rawValue)
        let width = names.reduce(0) { max($0, $1.count) } + 2
        let list = HelpTopic.allCases.map { topic in
            "  " + topic.rawValue + String(repeating: " ", count: width - topic.rawValue.count) + topic.summary
        }
        return (["refold help TOPIC prints a part of the reference:"] + list + ["refold help VERB is refold VERB --help."]).joined(separator: "\n")
    }
}

/// The version of the program.
enum Version {
    static let text = "0.12.0"
}
