import RefoldCore
import RefoldValues

/// Writes a new generation: rows once, in key order, then indexes, then the switch.
///
/// Rows become durable in blocks. If released without ``finish(at:store:)``, it leaves a generation in state `building`, which readers never
/// see. The next run goes on with its rows if they are marked (``ReadModelStore/resume(_:)``), or removes it. Belongs to one thread at a time.
public protocol GenerationBuilder: AnyObject {
    /// Says by what a later run knows the rows if this one is interrupted. Before the first row; not after
    /// ``ReadModelStore/resume(_:)``, since what is known of the rows stays.
    ///
    /// - Parameter make: called at most once, before the first rows become durable.
    func mark(_ make: @escaping () throws(RefoldError) -> String)

    /// Writes rows in ascending key order, each key once.
    func write(_ rows: RowBlock) throws(RefoldError)

    /// Makes all rows so far durable, for a run that ends before its rows do.
    func keep() throws(RefoldError)

    /// Notes parked events of the generation. ``finish(at:store:)`` writes them in one transaction with the checkpoint.
    func park(_ changes: ParkedChanges) throws(RefoldError)

    /// Notes the ranges of the events that the generation is made from. ``finish(at:store:)`` keeps them: complete and not before its
    /// checkpoint, or with it.
    func prove(_ ranges: any EventRanges) throws(RefoldError)

    /// Builds the indexes and records the checkpoint; the generation is then complete but not served.
    ///
    /// - Parameters:
    ///   - store: the fingerprint of the store at the position.
    ///   - state: `undecided` if the run decides whether it is served, else `built`. What the process does not come to decide is then known.
    ///   - effort: kept with it.
    func finish(
        at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
    ) throws(RefoldError) -> Generation

    /// Switches in one transaction: the generation becomes served, the one served before becomes previous, older ones are removed.
    ///
    /// - Parameter count: how many earlier generations stay.
    /// - Throws: `.failed` if another generation was served when this one was begun; `.refused` if an object not made by Refold has the
    ///   view's name.
    func promote(keeping count: Int) throws(RefoldError)
}

extension Generation {
    /// The generation as it is once all its rows are written; see ``GenerationBuilder/finish(at:store:as:effort:)``.
    ///
    /// - Parameters:
    ///   - rows: how many were written.
    ///   - parked: nil if nothing was parked.
    public func complete(
        at position: Position, store: StoreFingerprint?, as state: State, effort: BuildEffort?, rows: Int64, parked: ParkedRecord?, updatedAt: Timestamp
    ) -> Generation {
        var complete = self
        (complete.position, complete.store, complete.state) = (position, store, state)
        (complete.rows, complete.parked, complete.updatedAt) = (rows, parked ?? complete.parked, updatedAt)
        complete.origin.effort = effort
        return complete
    }
}

extension GenerationBuilder {
    /// Completes it as one that waits.
    public func finish(at position: Position, store: StoreFingerprint?) throws(RefoldError) -> Generation {
        try finish(at: position, store: store, as: .built, effort: nil)
    }

    /// For a store that keeps nothing of an interrupted run.
    public func mark(_ make: @escaping () throws(RefoldError) -> String) {}

    /// For a store that keeps nothing of an interrupted run.
    public func keep() throws(RefoldError) {}

    /// As ``promote(keeping:)`` with the usual number.
    public func promote() throws(RefoldError) { try promote(keeping: GenerationTurn.usuallyKept) }
}

/// Updates a complete generation in a catch-up.
///
/// Belongs to one thread at a time.
public protocol GenerationUpdater: StoredRows {
    /// Notes changes of the parked events. The next ``apply(_:position:store:)`` writes them in its transaction.
    func park(_ changes: ParkedChanges) throws(RefoldError)

    /// Notes ranges of the events up to the next checkpoint. The next ``apply(_:position:store:)`` keeps them in its transaction, in the place
    /// of those with the same numbers.
    func prove(_ ranges: any EventRanges) throws(RefoldError)

    /// Writes changed rows, deletes rows that no longer exist, and records the checkpoint, all in one transaction.
    ///
    /// - Parameter store: the fingerprint of the store at the position.
    func apply(_ rows: [RowBlock], position: Position, store: StoreFingerprint?) throws(RefoldError)
}
