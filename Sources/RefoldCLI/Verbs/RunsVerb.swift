import RefoldJSON
import RefoldStores
import RefoldValues

struct RunsVerb: Verb {
    static let name = "runs"
    static let summary = "show the last runs: when, how long, how they ended"
    static let usage = """
        refold runs [NAME…] [--limit N] [--json]

        Shows the history of runs, the last one first: when each began, how long it
        took, what it ended with, what it read and wrote, and what stopped it. Steps
        of a job stand below it. A run that is gone without a word is shown as
        killed. NAME is that of a job or a verb: run means every job.

          --limit N      so many runs, with their steps; 20 if left out. Runs at work
                         are shown beside them, however long ago they began.

        Kept are the last \(RunHistory.linesPerKind) runs of each job and of each verb that writes read
        models, \(Grouped.text(RunHistory.lines)) lines at most, and the last one of each that ended with 0, however
        old it is.

          refold runs nightly --limit 1
        """
    static let flags: [Flag] = [.limit]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let limit = try arguments.whole(.limit, 1...RunHistory.lines) ?? 20
        let context = try CommandContext(session)
        let all = try KilledRuns(in: context.readModels).history()
        let whole = all.filter { $0.step == nil }
        let names = Set(whole.map(\.verb) + whole.compactMap(\.job))
        for word in arguments.words where !names.contains(word) {
            throw RefoldError(
                .usage, "nothing is kept of runs of \"\(word)\"", at: .named(context.readModels.name), expected: "the name of a job or a verb that was run",
                remedy: Suggestion.phrase(for: word, among: names.sorted()) ?? "see refold runs")
        }
        let named = whole.filter { run in
            arguments.words.isEmpty || arguments.words.contains { $0 == run.job || $0 == run.verb }
        }
        // A follower may have begun long before the last runs.
        let runs = named.prefix(limit) + named.dropFirst(limit).filter { $0.state == .running }
        let steps = Dictionary(grouping: all.filter { $0.step != nil }, by: \.run)
        let lines = runs.flatMap { [$0] + (steps[$0.run] ?? []).reversed() }
        if !session.json, !lines.isEmpty {
            for line in RunTable.table(of: lines).lines { try session.output.write(line: line) }
        }
        for run in lines { if let reason = RunTable.reason(of: run) { session.say("refold: \(reason)") } }
        if runs.isEmpty { session.say("refold: no run is known in \(context.readModels.name)") }
        return VerbResult(fields: [JSONField("runs", .list(lines.map(RunTable.summary)))])
    }
}
