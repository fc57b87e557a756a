import RefoldCore
import RefoldValues

/// One built copy of a read model, as its store's catalog describes it.
public struct Generation: Hashable, Sendable {
    /// What becomes of a generation.
    public enum State: String, Hashable, Sendable {
        /// Incomplete; if no run holds the projection's lock, it was left over.
        case building
        /// Complete, but it is not decided yet whether readers are to see it. If no run holds the projection's lock, it was left over.
        case undecided
        /// Complete, but not what readers see.
        case built
        /// What the view shows.
        case served
        /// What the view showed before.
        case previous

        /// Whether a new generation takes its place.
        public var isReplaced: Bool { self == .building || isWaiting }

        /// Whether it is complete, and readers never saw it or are to see it again.
        public var isWaiting: Bool { self == .undecided || self == .built }
    }

    /// Counts 1, 2, 3 … for each projection.
    public var number: Int64
    /// What becomes of it.
    public var state: State
    /// The version and fingerprint of the projection that built it.
    public var version: Int
    /// The fingerprint of the definition that built it.
    public var fingerprint: UInt64
    /// Stands for the rules of the time zones and the added currencies that the rows go by, see ``OutsideRules``; nil if there are none, and
    /// if the program that built it recorded none.
    public var zones: UInt64?
    /// The checkpoint: the rows are complete up to here.
    public var position: Position
    /// The fingerprint of the events from which it was made; nil at position 0, and if the program that wrote it recorded none.
    public var store: StoreFingerprint?
    /// What it says of its parked events; nil if the program that wrote it recorded nothing.
    public var parked: ParkedRecord?
    /// How many rows it has.
    public var rows: Int64
    /// The shape with which it was built; its name is the projection's.
    public var schema: ReadModelSchema
    /// When it was last written or caught up.
    public var updatedAt: Timestamp
    /// The definition and the program that made it.
    public var origin = GenerationOrigin()
    /// Whether the catalog's entry was changed after a run wrote it: by hand, or because the shape was lost.
    ///
    /// Such a generation is neither caught up nor reported on; a rebuild makes a new one.
    public var isAltered = false

    public init(
        number: Int64, state: State, version: Int, fingerprint: UInt64, zones: UInt64? = nil, position: Position,
        store: StoreFingerprint? = nil, rows: Int64, schema: ReadModelSchema, updatedAt: Timestamp
    ) {
        self.number = number
        self.state = state
        self.version = version
        self.fingerprint = fingerprint
        self.zones = zones
        self.position = position
        self.store = store
        self.rows = rows
        self.schema = schema
        self.updatedAt = updatedAt
    }

    /// The name of the projection.
    public var projection: String { schema.name }
}
