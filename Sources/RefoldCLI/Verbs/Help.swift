/// What `--help` prints.
enum Help {
    /// The first screen: under 24 lines of at most 80 letters.
    static func firstScreen(_ domains: DomainList) -> String {
        var lines = [
            "refold \(Version.text): replays every event of a store into read models and exact reports",
            "refold VERB [ARGUMENTS] [--store URL] [--read-models URL] [--definitions DIR]",
            "            [--config FILE] [--domains NAMES] [--json] [--quiet]",
            "",
        ]
        for group in VerbTable.groups {
            lines.append(group.title)
            for verb in group.verbs {
                lines.append("  " + verb.name + String(repeating: " ", count: 10 - verb.name.count) + verb.summary(for: domains))
            }
        }
        if let seed = domains.seeds.first?.seed {
            lines += [
                "From nothing to a figure (refold VERB --help says more):",
                "  refold seed --events 10000 --store sqlite:demo.db",
                "  refold rebuild --store sqlite:demo.db",
            ]
            if let report = seed.report { lines.append("  refold report \(report) --store sqlite:demo.db") }
        }
        return lines.joined(separator: "\n")
    }

    static func text(for verb: any Verb.Type, _ domains: DomainList) -> String {
        "refold \(verb.name): \(verb.summary(for: domains))\n\n\(verb.usage(for: domains))"
    }
}

/// The version of the program.
enum Version {
    static let text = "0.3.0"
}
