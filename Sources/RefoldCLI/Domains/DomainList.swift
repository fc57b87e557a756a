import RefoldCommands
import RefoldCore
import RefoldDefinitions
import RefoldDomain
import RefoldQueries
import RefoldReports
import RefoldTables
import RefoldValues

/// The domains of a run.
struct DomainList: Sendable {
    let domains: [any Domain]

    init(_ domains: [any Domain]) { self.domains = domains }

    /// The word for no domain.
    static let none = "none"

    var names: [String] { domains.map(\.name) }
    var projections: [Projection] { domains.flatMap(\.projections) }
    var commands: CommandForms { CommandForms(domains) }
    var queries: [QueryForm] { domains.flatMap(\.queries) }
    var formats: TableFormats { TableFormats(and: domains.flatMap(\.tableFormats)) }
    var seeds: [(domain: String, seed: Seed)] { domains.compactMap { domain in domain.seed.map { (domain.name, $0) } } }

    /// The domains with queries.
    var asked: [String] { domains.filter { !$0.queries.isEmpty }.map(\.name) }

    /// The domains that a setting chooses; all if there is none.
    ///
    /// - Throws: status 2 for an unknown name.
    func chosen(_ choice: Settings.Choice?) throws(RefoldError) -> DomainList {
        guard let choice, choice.value != Self.none else { return choice == nil ? self : DomainList([]) }
        let wanted = choice.value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for name in wanted where !names.contains(name) {
            throw RefoldError(
                .usage, "there is no domain \"\(name)\"", at: .named(choice.origin), expected: DefinitionValue.list(names + [Self.none]),
                remedy: Suggestion.phrase(for: name, among: names + [Self.none]))
        }
        return DomainList(domains.filter { wanted.contains($0.name) })
    }

    /// The error of a verb if none of the domains has what it needs.
    func nothing(_ what: String) -> RefoldError {
        let place = names.isEmpty ? "the domains of this run: none" : "the domains \(names.joined(separator: ", "))"
        return RefoldError(
            .usage, "no domain \(what)", at: .named(place),
            remedy: "choose another with --domains, REFOLD_DOMAINS or \"domains\" in \(SettingsFile.usualName)")
    }

    /// Checks that no two domains use the same name, which is a mistake of the program built with them.
    ///
    /// - Throws: status 2 with every such name.
    func check() throws(RefoldError) {
        let kinds: [(what: String, names: [String])] = [
            ("domain", names), ("projection", projections.map(\.name)), ("command", domains.flatMap(\.commands).map(\.name)),
            ("question", queries.map(\.words)), ("format", formats.words), ("ending of file names", formats.all.map(\.fileEnding)),
        ]
        var faults: [Fault] = []
        for (what, names) in kinds {
            var seen: Set<String> = []
            for name in names where !seen.insert(name).inserted {
                faults.append(Fault("the \(what) \"\(name)\" is defined twice", at: .named("the program's domains"), remedy: "rename one"))
            }
        }
        for format in domains.flatMap(\.tableFormats) {
            let isWord = !format.word.isEmpty && format.word.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let reserved = [ReportManifest.fileEnding] + Restated.fileEndings
            let isEnding = !format.fileEnding.isEmpty && format.fileEnding.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") } && !reserved.contains(format.fileEnding)
            guard !isWord || !isEnding else { continue }
            let what = isWord ? "files of the format \"\(format.word)\" cannot end with \"\(format.fileEnding)\"" : "a format cannot be called \"\(format.word)\""
            let expected = isWord ? "letters and digits, and no ending of manifests and restatements" : "lower-case letters and digits"
            faults.append(Fault(what, at: .named("the program's domains"), expected: expected, remedy: "rename it"))
        }
        guard faults.isEmpty else { throw RefoldError(.usage, faults) }
    }
}
