import RefoldCore
import RefoldValues

/// Reads single rows and short pages of served read models by index, each answer from one snapshot.
///
/// It cannot write: it has no method for it, a SQLite file is opened read-only, and a PostgreSQL session has
/// `default_transaction_read_only`. Safe for any number of threads. Not for whole read models: use ``ReadModelSnapshot``.
public protocol ReadModelReader: Sendable {
    /// The store's name for messages, without secrets.
    var name: String { get }

    /// The revision of the served generation; nil if none is served.
    ///
    /// - Complexity: one query on the catalog. A cache calls this before it answers.
    func revision(of model: String) throws(RefoldError) -> ReadModelRevision?

    /// The rows of a selection in its order.
    ///
    /// - Parameters:
    ///   - values: one per column of the selection's ``RowSelection/compared``, in that order. No text contains U+0000.
    ///   - limit: the maximum number of rows; above 0.
    ///   - offset: rows to skip. Costs as much as reading them from the index.
    /// - Throws: `.failed` if the model is not served, lacks a column of the selection or has it with another type (the remedy is a
    ///   rebuild); `.usage` if the values do not match the selection.
    func rows(_ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int) throws(RefoldError) -> Answer<RowBlock>
}

/// The revision of a read model from which an answer was read.
public struct ReadModelRevision: Hashable, Sendable {
    /// The number of the generation.
    public var generation: Int64
    /// The checkpoint.
    public var position: Position
    /// When the generation was last written; distinguishes generations that were rebuilt under the same number.
    public var updatedAt: Timestamp

    public init(generation: Int64, position: Position, updatedAt: Timestamp) {
        self.generation = generation
        self.position = position
        self.updatedAt = updatedAt
    }
}

/// A value and the revision of the read model from which it was read, in one snapshot.
public struct Answer<Value: Sendable>: Sendable {
    /// What was read.
    public var value: Value
    /// The revision that it was read from.
    public var revision: ReadModelRevision

    public init(_ value: Value, at revision: ReadModelRevision) {
        self.value = value
        self.revision = revision
    }

    /// The result of `transform`, with the same revision.
    public func map<Other: Sendable>(_ transform: (Value) throws(RefoldError) -> Other) throws(RefoldError) -> Answer<Other> {
        Answer<Other>(try transform(value), at: revision)
    }
}

extension Answer: Equatable where Value: Equatable {}
