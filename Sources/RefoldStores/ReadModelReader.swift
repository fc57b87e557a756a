import RefoldCore
import RefoldValues

/// Reads single rows and short pages of served read models by their indexes, each answer from one snapshot.
///
/// Has no method that writes, and its connections cannot: a SQLite file is opened read-only, a PostgreSQL session has
/// `default_transaction_read_only`. Any number of threads may ask. Not for whole read models: ``ReadModelSnapshot`` hands those out.
public protocol ReadModelReader: Sendable {
    /// The store's name for messages, without secrets.
    var name: String { get }

    /// Which copy of a read model is served and how far it has come; nil if none is served.
    ///
    /// - Complexity: one look into the catalog; what a cache asks before it answers.
    func revision(of model: String) throws(RefoldError) -> ReadModelRevision?

    /// The rows of a selection in its order.
    ///
    /// - Parameters:
    ///   - values: one for each of the selection's ``RowSelection/compared``, in that order. No text holds U+0000.
    ///   - limit: at most so many rows; above 0.
    ///   - offset: rows to pass over first. Costs as much as reading them from the index.
    /// - Throws: `.failed` if the model is not served, or lacks a column of the selection or has it in another type, with the rebuild that
    ///   mends it; `.usage` if the values do not go with the selection.
    func rows(_ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int) throws(RefoldError) -> Answer<RowBlock>
}

/// The state of a read model that an answer was read from.
public struct ReadModelRevision: Hashable, Sendable {
    public var generation: Int64
    /// The checkpoint.
    public var position: Position
    /// When the generation was last brought forward: tells apart copies that were made anew under the same number.
    public var updatedAt: Timestamp

    public init(generation: Int64, position: Position, updatedAt: Timestamp) {
        self.generation = generation
        self.position = position
        self.updatedAt = updatedAt
    }
}

/// A value and the state of the read model that it was read from, in one snapshot.
public struct Answer<Value: Sendable>: Sendable {
    public var value: Value
    public var revision: ReadModelRevision

    public init(_ value: Value, at revision: ReadModelRevision) {
        self.value = value
        self.revision = revision
    }

    /// The same state under what `transform` makes of the value.
    public func map<Other: Sendable>(_ transform: (Value) throws(RefoldError) -> Other) throws(RefoldError) -> Answer<Other> {
        Answer<Other>(try transform(value), at: revision)
    }
}

extension Answer: Equatable where Value: Equatable {}
