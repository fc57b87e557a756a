import RefoldEngine
import RefoldJSON
import RefoldProjections
import RefoldStores

/// What a run did for each projection, and how far it could read.
struct FoldedRun {
    var outcomes: [FoldOutcome]
    /// Nil if there was nothing to do.
    var bound: Bound?

    /// The fields of the summary.
    var fields: [JSONField] { [projections] + (bound?.fields ?? []) }

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
