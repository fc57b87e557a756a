/// Reads single rows and short pages of served read models by their indexes, each answer from one snapshot.
///
/// Has no method that writes, and its connections cannot: a SQLite file is opened read-only, a PostgreSQL session has
/// `default_transaction_read_only`. Any number of threads may ask. Not for whole read models: ``ReadModelSnapshot`` hands those out.
public protocol ReadModelReader: Sendable {
    /// The store's name for messages, without secrets.
    var name: String { get }

    /// Which copy of a read model is served and how far it has come; nil where none is served.
    ///
    /// - Complexity: one look into the catalogue; what a cache asks before it answers.
    func mark(of model: String) throws(RefoldError) -> ReadMark?

    /// The rows of a selection in its order.
    ///
    /// - Parameters:
    ///   - values: one for each column of `equal`, then those that `bounds` asks for, in that order.
    ///   - limit: at most so many rows; above 0.
    ///   - offset: rows to pass over first. Costs as much as reading them from the index.
    /// - Throws: `.failed` where the model is not served, or lacks a column of the selection, with the rebuild that mends it.
    func rows(_ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int) throws(RefoldError) -> Answer<RowBlock>
}

/// What is asked of a read model: its shape without values. Made once and kept; readers remember their statement for it.
public final class RowSelection: Sendable {
    /// Which rows of those that are equal.
    public enum Bounds: Hashable, Sendable {
        /// All.
        case all
        /// Those behind a row in the selection's order; a value for each column of `order` says which.
        case after
        /// A half-open range of the first column of `order`: two values.
        case range
    }

    /// The projection's name.
    public let model: String
    /// Names of the columns wanted, key parts or others; column `i` of the answer is the `i`-th of these.
    public let columns: [String]
    /// Columns that must equal a value each.
    public let equal: [String]
    /// Columns that must be null (false) or must not be null (true).
    public let presence: [String: Bool]
    /// What the rows are sorted by, all in one direction; together with `equal` it names a row. Texts sort by their bytes. None of these
    /// columns is null in a row that is wanted.
    public let order: [String]
    public let descends: Bool
    public let bounds: Bounds

    public init(
        _ columns: [String], of model: String, equal: [String] = [], presence: [String: Bool] = [:], order: [String] = [],
        descends: Bool = false, bounds: Bounds = .all
    ) {
        self.model = model
        self.columns = columns
        self.equal = equal
        self.presence = presence
        self.order = order
        self.descends = descends
        self.bounds = bounds
    }
}

/// A value to compare a column with: see ``ColumnType`` for what the integers of each type count.
public enum CellValue: Hashable, Sendable {
    case text(String)
    case integer(Int64)
}

/// The state of a read model that an answer was read from.
public struct ReadMark: Hashable, Sendable {
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
    public var mark: ReadMark

    public init(_ value: Value, at mark: ReadMark) {
        self.value = value
        self.mark = mark
    }

    /// The same state under what `transform` makes of the value.
    public func map<Other: Sendable>(_ transform: (Value) throws(RefoldError) -> Other) throws(RefoldError) -> Answer<Other> {
        Answer<Other>(try transform(value), at: mark)
    }
}

extension Answer: Equatable where Value: Equatable {}
