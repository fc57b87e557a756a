import RefoldJSON
import RefoldValues

/// Changes the row that an event's key names. Pure: no clock, no I/O, no state of its own.
public typealias Reducer = @Sendable (borrowing EventView, inout Row) throws(FoldError) -> Void

/// A projection: a name, a version, the shape of its read model, and a reducer per type of event that it reads.
///
/// Written in Swift with ``init(_:version:key:build:)``, or compiled from a declared definition; the engine makes no difference. Reducers
/// are pure; the engine handles order, batches, memory, files and the switch.
public struct Projection: Sendable {
    /// How the events of one type are folded.
    public struct Handler: Sendable {
        /// Whether every event of the type makes its row exist; if false, the handler decides.
        public let appliesAlways: Bool
        public let reduce: Reducer
        /// Whether anything could be done with an event, as far as the event alone tells; nil if every event counts.
        public let concerns: (@Sendable (borrowing EventView) throws(FoldError) -> Bool)?
        /// What an event does to several rows, in this order; if there are any, they stand for ``reduce``.
        public let parts: [HandlerPart]

        public init(
            appliesAlways: Bool, concerns: (@Sendable (borrowing EventView) throws(FoldError) -> Bool)? = nil, reduce: @escaping Reducer
        ) {
            self.appliesAlways = appliesAlways
            self.concerns = concerns
            self.reduce = reduce
            parts = []
        }

        /// A handler that changes the rows that its parts name.
        public init(parts: [HandlerPart]) {
            self.parts = parts
            (appliesAlways, concerns) = (false, nil)
            reduce = { _, _ in }
        }

        /// Whether an event needs a key: not if nothing could be done with it.
        public func needsKey(_ event: borrowing EventView) throws(FoldError) -> Bool {
            guard let concerns else { return true }
            return try concerns(event)
        }
    }

    /// How the key of a row is taken from an event.
    public enum Key: Sendable {
        /// The key is the event's stream.
        case stream
        /// The key is the rest of the event's stream after a prefix, as in `post-17`; a stream without the prefix is refused.
        case streamAfter(prefix: [UInt8])
        /// The key is computed from the event and appended, encoded as ``KeyEncoding`` describes.
        case computed(@Sendable (borrowing EventView, inout [UInt8]) throws(FoldError) -> Void)
    }

    /// The name, which is also that of the read model.
    public let name: String
    /// Counts from 1; must be raised whenever the meaning of the rows changes.
    public let version: Int
    /// A hash of the definition: a different one under the same version is refused.
    public let fingerprint: UInt64
    /// Stands for the rules of the time zones and the added currencies that the reducers go by, see ``OutsideRules``; nil if there are none,
    /// or if nobody said so.
    public internal(set) var zones: UInt64?
    /// The shape of the read model.
    public let schema: ReadModelSchema
    /// The layout of the rows that the reducers change.
    public let layout: RowLayout
    /// What says which row an event belongs to.
    public let key: Key
    /// The paths that the reducers read, in the order of the ``PayloadField`` numbers: data first, then metadata.
    public let dataPaths: [[String]]
    public let metadataPaths: [[String]]
    /// The paths that are read of items, numbered after those of the metadata.
    public let itemPaths: [[String]]
    /// Whether an event may change several rows: then every handler has parts.
    public let spreads: Bool
    /// The handlers by type; types are compared byte by byte.
    public let handlers: [ExactText: Handler]
    /// The handler for every other type; nil if other events are not read.
    public let otherwise: Handler?
    /// The event columns that the handlers read besides data, stream, type and time of occurrence.
    public let eventColumns: EventColumns
    /// Computes the computed columns of a row before it is written; nil if there are none.
    public let compute: (@Sendable (inout Row) throws(FoldError) -> Void)?
    /// What makes the read model from the rows; nil if the read model holds the rows themselves.
    public let rollup: Rollup?
    /// What events should hold; a run says what of it never matched.
    public let expected: ExpectedMatches
    /// What is kept of it beside the rows.
    public let source: ProjectionSource
    /// By how much a new generation may differ; nil if nothing is said.
    public let tolerance: SwitchTolerance?

    /// - Parameter rollup: allowed only if the key is the stream or a part of it.
    public init(
        name: String, version: Int, fingerprint: UInt64, zones: UInt64? = nil, schema: ReadModelSchema, layout: RowLayout, key: Key,
        dataPaths: [[String]], metadataPaths: [[String]] = [], itemPaths: [[String]] = [], handlers: [ExactText: Handler], otherwise: Handler? = nil,
        eventColumns: EventColumns = [], compute: (@Sendable (inout Row) throws(FoldError) -> Void)? = nil,
        rollup: Rollup? = nil, expected: ExpectedMatches? = nil, source: ProjectionSource = .swift,
        tolerance: SwitchTolerance? = nil
    ) {
        self.name = name
        self.version = version
        self.fingerprint = fingerprint
        self.zones = zones
        self.schema = schema
        self.layout = layout
        self.key = key
        self.dataPaths = dataPaths
        self.metadataPaths = metadataPaths
        self.itemPaths = itemPaths
        spreads = handlers.values.contains { !$0.parts.isEmpty } || otherwise?.parts.isEmpty == false
        self.handlers = handlers
        self.otherwise = otherwise
        self.eventColumns = eventColumns
        self.compute = compute
        self.rollup = rollup
        self.source = source
        self.tolerance = tolerance
        // Of reducers in Swift nobody knows which path belongs to which type.
        self.expected =
            expected
            ?? ExpectedMatches(readings: [
                .init(types: otherwise == nil ? handlers.keys.sorted() : nil, fields: Array(0..<dataPaths.count + metadataPaths.count))
            ])
        precondition(rollup == nil || isKeyedByStream, "the rows of a rollup are found again by their streams")
    }

    /// The shape of the rows that the reducers change: the read model's own unless there is a rollup.
    public var rowSchema: ReadModelSchema { rollup?.base ?? schema }

    /// Whether one row is made of all events of one stream and no others. Such a projection can be folded by several threads.
    public var isKeyedByStream: Bool {
        switch key {
        case .stream, .streamAfter: true
        case .computed: false
        }
    }

    /// The event types that the projection reads; nil for all.
    public var eventTypes: [String]? { otherwise == nil ? handlers.keys.sorted().map(\.text) : nil }

    /// The handler for a type; nil if the projection does not read it.
    public func handler(for type: String) -> Handler? { handlers[ExactText(type)] ?? otherwise }
}
