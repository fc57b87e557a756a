import RefoldValues

/// All verbs, in the groups of the first screen of help.
enum VerbTable {
    static let groups: [(title: String, verbs: [any Verb.Type])] = [
        ("Events", [ImportVerb.self, EventsVerb.self, IngestVerb.self, HistoryVerb.self]),
        (
            "Read models, reports and jobs",
            [
                RebuildVerb.self, CatchUpVerb.self, StatusVerb.self, ExportVerb.self, QueryVerb.self, ReportVerb.self, RunVerb.self, CheckVerb.self,
                InitVerb.self,
            ]
        ),
    ]

    /// Verbs for what comes now and then, in a few lines of the first screen: versions, parked events, proof, sealed periods, trials, layouts, examinations.
    static let rare: [any Verb.Type] = [
        RunsVerb.self,
        ExplainVerb.self, DiffVerb.self, BisectVerb.self, PromoteVerb.self, RollbackVerb.self, DropVerb.self, ParkedVerb.self, VerifyVerb.self,
        SealVerb.self, SealsVerb.self, UnsealVerb.self, SeedVerb.self,
        LayoutsVerb.self,
        DoctorVerb.self,
        CompletionsVerb.self,
        ManualVerb.self,
    ]

    static var all: [any Verb.Type] { groups.flatMap(\.verbs) + rare }

    /// - Throws: status 2 if there is no such verb.
    static func verb(named name: String) throws(RefoldError) -> any Verb.Type {
        if let verb = all.first(where: { $0.name == name }) { return verb }
        throw RefoldError(
            .usage, "there is no verb \"\(name)\"",
            remedy: Suggestion.phrase(for: name, among: all.map { $0.name }) ?? "see refold --help")
    }
}
