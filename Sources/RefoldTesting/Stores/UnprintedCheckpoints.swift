import RefoldCore
import RefoldStores
import RefoldValues

/// Checkpoints of rows that were not folded from a store's events.
extension GenerationBuilder {
    /// Builds the indexes and records a checkpoint without the fingerprint of a store.
    public func finish(at position: Position) throws(RefoldError) -> Generation { try finish(at: position, store: nil) }
}

extension GenerationUpdater {
    /// Writes changed rows and records a checkpoint without the fingerprint of a store.
    public func apply(_ rows: [RowBlock], position: Position) throws(RefoldError) { try apply(rows, position: position, store: nil) }
}
