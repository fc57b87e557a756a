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
    /// Why the run as a whole does not end with 0 after what it did.
    var failure: RefoldError?
    /// Whether it followed until it was asked to end.
    var endsAsAsked = false
    /// Whether events that can be seen may be left out.
    var allowsBehind = false

    /// Why each projection failed that did.
    var failures: [String: RefoldError] {
        Dictionary(uniqueKeysWithValues: outcomes.compactMap { outcome in outcome.failure.map { (outcome.projection, $0) } })
    }

    /// What the run ends with: what stopped it, and what stopped single projections.
    private var whole: RefoldError? { RefoldError.together(outcomes.compactMap(\.failure) + [failure].compactMap { $0 }) }

    /// What the verb gives back.
    var result: VerbResult {
        // Each failure and each parked event was told when it came.
        var result = VerbResult(!endsAsAsked && parked > 0 ? .partly : .done, fields: fields)
        if !endsAsAsked, let whole { result = VerbResult(failure: whole, fields: fields) }
        // Of what a run did that came to no end, only the position is known.
        if !outcomes.isEmpty || stopped.isEmpty { result.work = work }
        return result
    }

    /// What the history of runs says that it did.
    private var work: VerbResult.RunWork {
        VerbResult.RunWork(
            events: outcomes.reduce(0) { $0 + $1.events }, rows: outcomes.reduce(0) { $0 + $1.rows }, position: position)
    }

    /// What it brought forward is complete up to here; nil if that is nothing.
    var position: Position? { outcomes.filter { $0.action != .failed }.map(\.position).min() }

    /// How many events of its projections are parked.
    var parked: Int64 { outcomes.reduce(0) { $0 + $1.parked } }

    private var fields: [JSONField] {
        let reading = limits.map { $0.bound.fields + JSONField.behind($0.behind) }
        return [JSONField("projections", projections)] + (reading ?? []) + [MatchWarning.field(warnings)]
    }

    /// What was done for each projection, for the summary.
    var projections: JSONValue { .list(outcomes.map(summary) + stopped.map(summary)) }

    private func summary(of outcome: FoldOutcome) -> JSONValue {
        if outcome.action == .failed { return .object(Self.nothing(outcome.projection, outcome.version, "failed", outcome.failure?.status, outcome.failure)) }
        let isShort = outcome.failure == nil && outcome.behind > 0 && !allowsBehind
        let fields = [
            JSONField("projection", .text(outcome.projection)), JSONField("version", .integer(outcome.version)),
            JSONField("status", .integer(Int64((isShort ? .incomplete : outcome.failure?.status)?.rawValue ?? (outcome.parked > 0 ? 4 : 0)))),
            JSONField("error", .text(isShort ? limits?.sentence(outcome.behind) : outcome.failure?.description)),
            JSONField("action", .text(outcome.action.summaryWord)), JSONField("generation", .integer(outcome.generation)),
            JSONField("served", .boolean(outcome.isServed)), JSONField("position", .integer(outcome.position)),
            JSONField("events", .integer(outcome.events)), JSONField("rows", .integer(outcome.rows)),
            JSONField("rows_before", outcome.rowsBefore.map { .integer($0) } ?? .null),
            JSONField("resumed_from", outcome.resumedFrom.map { .integer($0) } ?? .null),
        ]
        return .object(fields + JSONField.behind(outcome.behind) + JSONField.parked(outcome.parked) + (outcome.review?.fields ?? []))
    }

    private func summary(of stopped: Stopped) -> JSONValue {
        .object(Self.nothing(stopped.projection.name, stopped.projection.version, "stopped", failure?.status, nil, stopped.position))
    }

    /// The fields for a projection of which nothing was done.
    private static func nothing(
        _ name: String, _ version: Int, _ action: String, _ status: RefoldError.Status?, _ error: RefoldError?, _ position: Position? = nil
    ) -> [JSONField] {
        [
            JSONField("projection", .text(name)), JSONField("version", .integer(version)), JSONField("status", .integer(Int64(status?.rawValue ?? 0))),
            JSONField("error", .text(error?.description)), JSONField("action", .text(action)), JSONField("generation", .null),
            JSONField("served", .boolean(false)), JSONField("position", position.map { .integer($0) } ?? .null), JSONField("events", .null),
            JSONField("rows", .null), JSONField("rows_before", .null), JSONField("resumed_from", .null),
        ]
    }
}

extension FoldOutcome.Action {
    /// The word in summaries; stable.
    var summaryWord: String {
        switch self {
        case .rebuilt: "rebuilt"
        case .caughtUp: "caught_up"
        case .upToDate: "up_to_date"
        case .failed: "failed"
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
