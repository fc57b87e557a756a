/// What `--help` prints.
enum Help {
    /// The first screen: under 24 lines of at most 80 letters.
    static var firstScreen: String {
        var lines = [
            "refold \(Version.text): replays every event of a store into read models and exact reports",
            "refold VERB [ARGUMENTS] [--store URL] [--read-models URL] [--definitions DIR]",
            "            [--config FILE] [--json] [--quiet]",
            "",
        ]
        for group in VerbTable.groups {
            lines.append(group.title)
            for verb in group.verbs {
                lines.append("  " + verb.name + String(repeating: " ", count: 10 - verb.name.count) + verb.summary)
            }
        }
        lines += [
            "From nothing to a figure (refold VERB --help says more):",
            "  refold seed --events 10000 --store sqlite:demo.db",
            "  refold rebuild --store sqlite:demo.db",
            "  refold report payments/by-day --store sqlite:demo.db",
        ]
        return lines.joined(separator: "\n")
    }

    /// The lines of a text.
    static func lines(_ text: String) -> [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    static func text(for verb: any Verb.Type) -> String {
        "refold \(verb.name): \(verb.summary)\n\n\(verb.usage)"
    }
}

/// The version of the program.
enum Version {
    static let text = "0.3.0"
}
