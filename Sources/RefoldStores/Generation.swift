import RefoldCore
import RefoldValues

/// One built copy of a read model, as its store's catalog describes it.
public struct Generation: Hashable, Sendable {
    public enum State: String, Hashable, Sendable {
        /// Not yet whole; left over where no run holds the projection's lock.
        case building
        /// Whole, but not what readers see.
        case built
        /// What the view shows.
        case served
        /// What the view showed before.
        case previous
    }

    /// Counts 1, 2, 3 … for each projection.
    public var number: Int64
    public var state: State
    /// The projection's version and fingerprint that built it.
    public var version: Int
    public var fingerprint: UInt64
    /// The checkpoint: complete up to here.
    public var position: Position
    /// The events that it was made from; nil at position 0, and where what wrote it did not say.
    public var store: StoreFingerprint?
    public var rows: Int64
    /// The shape that it was built with; its name is the projection's.
    public var schema: ReadModelSchema
    /// When it was last brought forward.
    public var updatedAt: Timestamp
    /// Whether the catalog's line is not the one that a run wrote: it was changed by hand, or lost its shape.
    ///
    /// Such a generation is neither brought forward nor reported on; a rebuild makes a new one.
    public var isAltered = false

    public init(
        number: Int64, state: State, version: Int, fingerprint: UInt64, position: Position, store: StoreFingerprint? = nil, rows: Int64,
        schema: ReadModelSchema, updatedAt: Timestamp
    ) {
        self.number = number
        self.state = state
        self.version = version
        self.fingerprint = fingerprint
        self.position = position
        self.store = store
        self.rows = rows
        self.schema = schema
        self.updatedAt = updatedAt
    }

    public var projection: String { schema.name }
}
