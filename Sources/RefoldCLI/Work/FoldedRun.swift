import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldProjections
import RefoldStores
import RefoldValues

/// The result of a run for each projection, and how far it could read.
struct FoldedRun {
    /// A projection that a run came to no end with.
    struct Stopped {
        var projection: Projection
        /// What is kept for the next run; nil if nothing is.
        var position: Position?
    }

    var outcomes: [FoldOutcome]
    /// Those of which the run did not come to an end.
    var stopped: [Stopped] = []
    /// Nil if there was nothing to do, or the run ended before it knew.
    var limits: FoldLimits?
    /// What never matched in what was built.
    var warnings: [MatchWarning] = []
    /// Why it does not end with 0 after what it did.
    var failure: RefoldError?

    /// Ends it with a refusal as well: what a person must look at comes before what another run does.
    mutating func fail(with refusal: RefoldError?) {
        guard let refusal else { return }
        failure = RefoldError(refusal.status, failure.map { $0.status == refusal.status ? $0.faults + refusal.faults : refusal.faults + $0.faults } ?? refusal.faults)
    }

    /// What the verb gives back.
    var result: VerbResult { failure.map { VerbResult(failure: $0, fields: fields) } ?? VerbResult(fields: fields) }

    private var fields: [JSONField] {
        let reading = limits.map { $0.bound.fields + JSONField.behind($0.behind) }
        return [JSONField("projections", .list(outcomes.map(Self.summary) + stopped.map(Self.summary)))] + (reading ?? []) + [MatchWarning.field(warnings)]
    }

    private static func summary(of outcome: FoldOutcome) -> JSONValue {
        let fields = [
            JSONField("projection", .text(outcome.projection)), JSONField("version", .integer(outcome.version)),
            JSONField("action", .text(outcome.action.summaryWord)), JSONField("generation", .integer(outcome.generation)),
            JSONField("served", .boolean(outcome.isServed)), JSONField("position", .integer(outcome.position)),
            JSONField("events", .integer(outcome.events)), JSONField("rows", .integer(outcome.rows)),
            JSONField("rows_before", outcome.rowsBefore.map { .integer($0) } ?? .null),
            JSONField("resumed_from", outcome.resumedFrom.map { .integer($0) } ?? .null),
        ]
        return .object(fields + JSONField.behind(outcome.behind) + (outcome.review?.fields ?? []))
    }

    private static func summary(of stopped: Stopped) -> JSONValue {
        .object([
            JSONField("projection", .text(stopped.projection.name)), JSONField("version", .integer(stopped.projection.version)),
            JSONField("action", .text("stopped")), JSONField("generation", .null), JSONField("served", .boolean(false)),
            JSONField("position", stopped.position.map { .integer($0) } ?? .null), JSONField("events", .null), JSONField("rows", .null),
            JSONField("rows_before", .null), JSONField("resumed_from", .null),
        ])
    }
}

extension FoldOutcome.Action {
    /// The word in summaries; stable.
    var summaryWord: String {
        switch self {
        case .rebuilt: "rebuilt"
        case .caughtUp: "caught_up"
        case .upToDate: "up_to_date"
        }
    }
}

extension Folding {
    /// What a run comes to; if it ends with an error, the warnings that were found beforehand stand in its summary.
    func result(_ body: () throws(RefoldError) -> FoldedRun) throws(RefoldError) -> VerbResult {
        do throws(RefoldError) {
            return try body().result
        } catch {
            guard !log.warnings.isEmpty else { throw error }
            return VerbResult(failure: error, fields: [MatchWarning.field(log.warnings)])
        }
    }
}
