import RefoldValues

/// All verbs, in the groups of the first screen of help.
enum VerbTable {
    static let groups: [(title: String, verbs: [any Verb.Type])] = [
        ("Events", [ImportVerb.self, EventsVerb.self, IngestVerb.self, SeedVerb.self, HistoryVerb.self]),
        (
            "Read models, reports and jobs",
            [
                RebuildVerb.self, CatchUpVerb.self, StatusVerb.self, ExportVerb.self, QueryVerb.self, ReportVerb.self, RunVerb.self, CheckVerb.self,
                InitVerb.self,
            ]
        ),
    ]

    /// Verbs for what comes now and then, in one line of the first screen.
    static let rare: (title: String, verbs: [any Verb.Type]) = (
        "rows, proof",
        [ExplainVerb.self, DiffVerb.self, BisectVerb.self, PromoteVerb.self, RollbackVerb.self, DropVerb.self, ParkedVerb.self, VerifyVerb.self]
    )

    /// Verbs of later versions.
    static let later = ["seal"]

    static var all: [any Verb.Type] { groups.flatMap(\.verbs) + rare.verbs }

    /// - Throws: status 2 if there is no such verb.
    static func verb(named name: String) throws(RefoldError) -> any Verb.Type {
        if let verb = all.first(where: { $0.name == name }) { return verb }
        guard !later.contains(name) else {
            throw RefoldError(.usage, "\(name) is not in this version yet", remedy: "see refold --help")
        }
        throw RefoldError(
            .usage, "there is no verb \"\(name)\"",
            remedy: Suggestion.phrase(for: name, among: all.map { $0.name }) ?? "see refold --help")
    }
}
