import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// What differs between two generations of one projection, row by row.
public struct GenerationComparison: Sendable, Hashable {
    /// A column by its name. Values of a column that one generation does not have are null there.
    public struct Column: Sendable, Hashable {
        public var name: String
        /// Its type in each; nil if it does not exist.
        public var from: ColumnType?
        public var to: ColumnType?
        /// In how many rows of both generations its values differ.
        public var differing: Int64 = 0
        /// One for a column of numbers, one per currency for amounts, in the order of the codes; none for other columns.
        public var sums: [Sum] = []

        /// The sums, or one that says nothing: a line for every column.
        public var lines: [Sum] { sums.isEmpty ? [Sum(currency: nil, from: nil, to: nil)] : sums }
    }

    /// The sum of a column in all rows of each generation.
    public struct Sum: Sendable, Hashable {
        /// The code of amounts, as the rows hold it; nil for other numbers.
        public var currency: String?
        /// Nil if the column does not exist or is no number there, and if the sum does not fit into 128 bits.
        public var from: ExactDecimal?
        public var to: ExactDecimal?
        /// Whether one of the two does not fit.
        public var isTooLarge = false
    }

    /// A row that differs.
    public struct Sample: Sendable, Hashable {
        public enum Change: String, Sendable, Hashable {
            case added, removed, changed
        }

        public var change: Change
        public var key: [JSONField]
        /// The columns that differ, with the value in each; all columns of a row that only one has.
        public var columns: [Difference]
    }

    /// The values of a column in a row of both.
    public struct Difference: Sendable, Hashable {
        public var name: String
        public var from: JSONValue
        public var to: JSONValue
    }

    public var from: Generation
    public var to: Generation
    public var onlyInFrom: Int64 = 0
    public var onlyInTo: Int64 = 0
    /// Rows of both with a column that differs; a column that only one generation has counts as null in the other.
    public var differing: Int64 = 0
    /// Those of them that differ in a column that both have.
    public var differingInBoth: Int64 = 0
    public var equal: Int64 = 0
    /// The columns of the newer one in their order, then those that only the other one has. Without the key.
    public var columns: [Column] = []
    /// The first rows that differ, in the order of the key.
    public var samples: [Sample] = []
    /// Rows that were not compared, since the one generation lies behind the other there.
    public var leftOut: Int64 = 0

    init(from: Generation, to: Generation) {
        self.from = from
        self.to = to
    }

    /// Whether the rows of both have the same key, so that they can be compared at all. If not, all rows count as removed and added.
    public var hasSameKey: Bool { from.schema.key == to.schema.key }

    /// Whether nothing differs.
    public var isEqual: Bool { onlyInFrom == 0 && onlyInTo == 0 && differing == 0 }

    /// How many rows were compared: of the generation that has more of them.
    public var compared: Int64 { max(onlyInFrom, onlyInTo) + differing + equal }

    /// How many rows differ, were added or went.
    public var changed: Int64 { onlyInFrom + onlyInTo + differing }
}
