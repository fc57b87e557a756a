import RefoldEngine
import RefoldJSON
import RefoldProjections
import RefoldStores
import RefoldValues

/// What a run did for each projection, and how far it could read.
struct FoldedRun {
    var outcomes: [FoldOutcome]
    /// Nil if there was nothing to do.
    var bound: Bound?
    /// What never matched in what was built.
    var warnings: [MatchWarning] = []

    /// The fields of the summary.
    var fields: [JSONField] { [projections] + (bound?.fields ?? []) + [MatchWarning.field(warnings)] }

    private var projections: JSONField {
        JSONField(
            "projections",
            .list(
                outcomes.map { outcome in
                    .object([
                        JSONField("projection", .text(outcome.projection)), JSONField("version", .integer(outcome.version)),
                        JSONField("action", .text(outcome.action.summaryWord)), JSONField("generation", .integer(outcome.generation)),
                        JSONField("served", .boolean(outcome.isServed)), JSONField("position", .integer(outcome.position)),
                        JSONField("events", .integer(outcome.events)), JSONField("rows", .integer(outcome.rows)),
                        JSONField("rows_before", outcome.rowsBefore.map { .integer($0) } ?? .null),
                        JSONField("resumed_from", outcome.resumedFrom.map { .integer($0) } ?? .null),
                    ])
                }))
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
    /// What a run comes to; where it ends with an error, the warnings that were found beforehand stand in its summary.
    func result(_ body: () throws(RefoldError) -> FoldedRun) throws(RefoldError) -> VerbResult {
        do throws(RefoldError) {
            return VerbResult(fields: try body().fields)
        } catch {
            guard !log.warnings.isEmpty else { throw error }
            return VerbResult(failure: error, fields: [MatchWarning.field(log.warnings)])
        }
    }
}
