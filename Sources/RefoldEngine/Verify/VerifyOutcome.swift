import RefoldCore
import RefoldStores
import RefoldValues

/// What a verification came to.
public struct VerifyOutcome: Sendable, Hashable {
    /// The events of the store up to ``position``.
    public var events: Int64
    /// How far the store was read.
    public var position: Position
    /// Whether all events that could be seen were read; if not, others may still appear below those that were left out.
    public var isWhole: Bool
    /// The first of each kind: those of events by position, then those of rows.
    public var findings: [Finding]
    /// How many more there are.
    public var leftOut: Int64
    public var models: [VerifiedModel]
}

/// What was verified of one read model.
public struct VerifiedModel: Sendable, Hashable {
    /// What its rows were compared with.
    public enum Comparison: String, Sendable, Hashable {
        case compared
        /// Only the events were looked at, as asked.
        case notAsked = "not_asked"
        /// The definition that made them is not there to be folded again.
        case noDefinition = "no_definition"
        /// The rows could not be made again; a finding says why.
        case notFoldable = "not_foldable"
        /// Another generation was served before the end.
        case replaced
        /// Its line in the catalog was changed by hand.
        case altered
    }

    public var projection: String
    public var generation: Int64
    public var version: Int
    /// The checkpoint.
    public var position: Position
    /// How many events up to the checkpoint the projection reads; nil if that is not known.
    public var events: Int64?
    /// Whether the events were compared with those from which it was made; an earlier version of Refold kept nothing of them.
    public var isProven: Bool
    public var rows: Int64
    public var comparison: Comparison
}
