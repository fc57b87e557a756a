import RefoldCore
import RefoldValues

/// Where read models lie: a catalog of generations, their tables, and a view per projection over the served one.
///
/// A lock keeps runs apart, and a fence holds if the lock does not: every transaction that writes compares the catalog with what the run knows
/// of it, and ends with `.failed` (``Generation/overtaken(_:cannot:in:expected:)``) and without a change if another run has moved the
/// projection on. A number of a generation is never given out twice.
public protocol ReadModelStore: Sendable {
    /// The store's name for messages, without secrets.
    var name: String { get }

    /// Every generation of every projection that the catalog knows, by projection and number. Empty if the store does not exist.
    func generations() throws(RefoldError) -> [Generation]

    /// Which event types occur in the event store, as ``note(_:)`` kept it last.
    ///
    /// - Returns: nil if nothing is kept, if it is not what a run wrote, or where this role may not read it.
    func knownTypes() throws(RefoldError) -> KnownTypes?

    /// Keeps which event types occur in the event store, in the place of what was kept before. Needs no lock.
    ///
    /// - Throws: `.failed` where this role may not write it.
    func note(_ types: KnownTypes) throws(RefoldError)

    /// Takes the lock of a projection or a job; it goes with the returned object, or with the process.
    ///
    /// - Throws: `.busy` with the holder where another run has it.
    func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock

    /// Begins a new generation beside the served one, after removing what a killed run left. The caller holds the lock.
    func build(_ schema: ReadModelSchema, version: Int, fingerprint: UInt64) throws(RefoldError) -> any GenerationBuilder

    /// Opens the served generation for catching up. The caller holds the lock. A view that somebody has dropped is made anew.
    ///
    /// - Throws: `.failed` if the generation's rows are gone; `.refused` if something that Refold did not make has the view's name.
    func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater

    /// Reads the served generation, rows and checkpoint in one snapshot.
    ///
    /// - Returns: nil if the projection is not served.
    func snapshot(of projection: String) throws(RefoldError) -> (any ReadModelSnapshot)?
}

/// Holds a lock as long as it lives.
public protocol RunLock: AnyObject, Sendable {}

/// Writes a new generation: rows once, in key order, then indexes, then the switch.
///
/// Dropped without ``finish(at:store:)`` it leaves a generation in state `building`, which nobody sees and the next run removes.
/// Belongs to one thread at a time.
public protocol GenerationBuilder: AnyObject {
    /// Writes rows in ascending key order, each key once.
    func write(_ rows: RowBlock) throws(RefoldError)

    /// Builds the indexes and records the checkpoint; the generation is whole but not served.
    ///
    /// - Parameter store: the fingerprint of the store at the position.
    func finish(at position: Position, store: StoreFingerprint?) throws(RefoldError) -> Generation

    /// Switches readers over in one transaction: the generation is served, the one served before is kept as previous, older ones go.
    ///
    /// - Throws: `.failed` if what was served when the generation was begun is not what is served now; `.refused` if something that Refold
    ///   did not make has the view's name.
    func promote() throws(RefoldError)
}

/// Brings the served generation forward.
///
/// Belongs to one thread at a time.
public protocol GenerationUpdater: StoredRows {
    /// Writes changed rows, deletes those that are no longer present, and records the checkpoint, all in one transaction.
    ///
    /// - Parameter store: the fingerprint of the store at the position.
    func apply(_ rows: [RowBlock], position: Position, store: StoreFingerprint?) throws(RefoldError)
}

/// One consistent view of a served generation. Holds a read transaction: short of a report's length, not for keeping.
public protocol ReadModelSnapshot: AnyObject {
    var generation: Generation { get }

    /// Hands out the rows in blocks, the wanted columns only.
    ///
    /// - Parameters:
    ///   - columns: numbers among the schema's `allColumns`; column `i` of a block is the `i`-th of these. Keys of the blocks are empty.
    ///   - range: where given, only rows whose timestamp or date column lies in the half-open range, in the column's own unit.
    ///   - inKeyOrder: else in whatever order is fastest.
    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError)
}

/// A half-open range of a timestamp or date column, in microseconds or days.
public struct ColumnRange: Hashable, Sendable {
    /// A number among the schema's `allColumns`.
    public var column: Int
    public var from: Int64
    public var to: Int64

    public init(column: Int, from: Int64, to: Int64) {
        self.column = column
        self.from = from
        self.to = to
    }
}
