import RefoldCommands
import RefoldCore
import RefoldDefinitions
import RefoldDomain
import RefoldQueries
import RefoldValues

/// The domains that a run works with.
struct DomainList: Sendable {
    let domains: [any Domain]

    init(_ domains: [any Domain]) { self.domains = domains }

    /// The word that chooses no domain.
    static let none = "none"

    var names: [String] { domains.map(\.name) }
    var projections: [Projection] { domains.flatMap(\.projections) }
    var commands: CommandForms { CommandForms(domains) }
    var queries: [QueryForm] { domains.flatMap(\.queries) }
    var seeds: [(domain: String, seed: Seed)] { domains.compactMap { domain in domain.seed.map { (domain.name, $0) } } }

    /// The domains that questions can be asked about.
    var asked: [String] { domains.filter { !$0.queries.isEmpty }.map(\.name) }

    /// Those of the domains that somebody chose; all if nobody did.
    ///
    /// - Throws: status 2 for a name that is not known.
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

    /// The error for a verb that none of the domains has anything for.
    func nothing(_ what: String) -> RefoldError {
        let place = names.isEmpty ? "the domains of this run: none" : "the domains \(names.joined(separator: ", "))"
        return RefoldError(
            .usage, "no domain \(what)", at: .named(place),
            remedy: "choose another with --domains, REFOLD_DOMAINS or \"domains\" in \(SettingsFile.usualName)")
    }

    /// What the program that was built with these domains must put right: what two of them call by one name.
    ///
    /// - Throws: status 2 with every such name.
    func check() throws(RefoldError) {
        let kinds: [(what: String, names: [String])] = [
            ("domain", names), ("projection", projections.map(\.name)), ("command", domains.flatMap(\.commands).map(\.name)),
            ("question", queries.map(\.words)),
        ]
        var faults: [Fault] = []
        for (what, names) in kinds {
            var seen: Set<String> = []
            for name in names where !seen.insert(name).inserted {
                faults.append(Fault("the \(what) \"\(name)\" is defined twice", at: .named("the program's domains"), remedy: "rename one"))
            }
        }
        guard faults.isEmpty else { throw RefoldError(.usage, faults) }
    }
}
