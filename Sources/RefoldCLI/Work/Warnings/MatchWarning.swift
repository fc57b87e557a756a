import RefoldCore
import RefoldJSON
import RefoldValues

/// Something that a definition expects, or a store holds, and that has no counterpart. Not a fault: it may be meant.
struct MatchWarning: Hashable {
    /// The words in summaries; stable.
    enum Kind: String, Hashable {
        /// An event type that a projection handles and that never occurred.
        case type
        /// A path that no event of its type had.
        case path
        /// A column that is null in every row.
        case column
        /// An event type of the store that no projection takes.
        case untakenType = "untaken_type"
    }

    var kind: Kind
    /// Nil if it is about the store alone.
    var projection: String?
    /// The type, the path or the column.
    var name: String
    /// What was probably meant.
    var suggestion: String?
    /// Where and what, in words.
    var fault: Fault

    /// The entry of a summary.
    var summary: JSONValue {
        .object([
            JSONField("kind", .text(kind.rawValue)), JSONField("projection", .text(projection)), JSONField("name", .text(name)),
            JSONField("suggestion", .text(suggestion)), JSONField("message", .text(fault.description)),
        ])
    }

    /// The field of a summary.
    static func field(_ warnings: [MatchWarning]) -> JSONField { JSONField("warnings", .list(warnings.map(\.summary))) }

    /// What a run with `--strict` ends with.
    static func refusal(_ warnings: [MatchWarning], nothingDone: String) -> RefoldError {
        RefoldError(
            .refused, "\(Grouped.text(warnings.count, "warning")) with --strict: \(nothingDone)",
            remedy: "correct the definition, or name what may be missing in its \"optional\"")
    }
}

/// The warnings of a run, which outlive an error that ends it.
final class WarningLog {
    private(set) var warnings: [MatchWarning] = []

    /// Says them on standard error, whatever `--quiet` asks for, and keeps them.
    func add(_ more: [MatchWarning], in session: Session) {
        for warning in more { session.console.warn("\(warning.fault)") }
        warnings += more
    }

    /// Takes those of projections that were built again in place of the ones before, and says those that are new.
    func replace(by more: [MatchWarning], of projections: [String], in session: Session) {
        let known = Set(warnings)
        warnings.removeAll { $0.projection.map(projections.contains) ?? false }
        for warning in more where !known.contains(warning) { session.console.warn("\(warning.fault)") }
        warnings += more
    }
}
