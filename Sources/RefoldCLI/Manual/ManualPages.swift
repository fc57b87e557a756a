import RefoldHelp
import RefoldValues

/// The pages for `man`: `refold(1)`, one for each verb, and one in section 7 for each topic.
struct ManualPages {
    let domains: DomainList

    /// All of them, with the names that their files have.
    var all: [(file: String, text: String)] {
        [("refold.1", program)] + VerbTable.all.map { ("refold-\($0.name).1", page(of: $0)) }
            + HelpTopic.allCases.map { ("refold-\($0.rawValue).7", $0.manual(version: Version.text)) }
    }

    /// The page about a verb or a topic, as `refold help` looks it up; that of the program for `refold` and without a word.
    ///
    /// - Throws: status 2 for a word that is neither.
    func page(about word: String?) throws(RefoldError) -> String {
        guard let word, word != "refold" else { return program }
        if let topic = HelpTopic(rawValue: word) { return topic.manual(version: Version.text) }
        if let verb = VerbTable.all.first(where: { $0.name == word }) { return page(of: verb) }
        throw Help.unknown(word)
    }

    private func page(of verb: any Verb.Type) -> String {
        let usage = UsageText(verb.usage(for: domains))
        var page = RoffPage("refold-" + verb.name, section: 1, summary: verb.summary(for: domains), version: Version.text)
        page.section("synopsis")
        page.lines(usage.forms, indented: false)
        page.section("description")
        for block in usage.blocks {
            switch block {
            case .paragraph(let words): page.paragraph(words)
            case .flag(let flag, let meaning): page.entry(flag, meaning)
            case .examples(let lines): page.lines(lines)
            }
        }
        page.paragraph("Flags that every verb takes are in refold(1), exit statuses in refold-exit-statuses(7).")
        page.section("see also")
        page.paragraph("refold(1), " + HelpTopic.allCases.map { "refold-\($0.rawValue)(7)" }.joined(separator: ", "))
        return page.text
    }

    private var program: String {
        var page = RoffPage("refold", section: 1, summary: "replays events into read models and exact reports", version: Version.text)
        page.section("synopsis")
        page.lines(["refold VERB [ARGUMENTS] [FLAGS]", "refold VERB --help", "refold help [TOPIC]"], indented: false)
        page.section("description")
        page.paragraph("Refold replays every event of a store in SQLite or PostgreSQL into read models, and makes finance reports of them.")
        for group in VerbTable.groups + [("Now and then", VerbTable.rare)] {
            page.part(group.0)
            for verb in group.1 { page.entry("refold \(verb.name)", verb.summary(for: domains) + ": refold-\(verb.name)(1)") }
        }
        page.section("flags")
        for line in HelpTopic.settings.firstTable where line.count == 2 { page.entry(line[0], line[1]) }
        page.section("exit status")
        for line in HelpTopic.exitStatuses.firstTable where line.count == 3 { page.entry(line[0], line[1]) }
        page.paragraph("What to do then is in refold-exit-statuses(7).")
        page.section("environment and files")
        page.paragraph("Variables and the settings file refold.json5 are in refold-settings(7), job files in refold-jobs(7).")
        page.section("see also")
        page.paragraph(HelpTopic.allCases.map { "refold-\($0.rawValue)(7)" }.joined(separator: ", "))
        return page.text
    }
}
