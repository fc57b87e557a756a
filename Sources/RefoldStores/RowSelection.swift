import RefoldCore
import RefoldValues

/// The shape of a query on a read model, without values. Create it once and keep it; readers cache its statement.
public final class RowSelection: Sendable {
    /// For how many selections a reader's session keeps statements. If there are more, because selections are created per query, the
    /// session drops all statements and starts over.
    public static let rememberedAtMost = 200

    /// Which of the rows that match `equal` are wanted.
    public enum Bounds: Hashable, Sendable {
        /// All of them.
        case all
        /// The rows after a row in the selection's order; the values are one per column of `order`.
        case after
        /// Those in a half-open range of the first column of `order`: two values.
        case range
        /// The rows after a row, as with `after`, up to the end of such a range: one value per column of `order`, then that end, which is
        /// the lower one if the order descends.
        case afterWithin
    }

    /// The projection's name.
    public let model: String
    /// The wanted columns, key parts or others, with the types in which they are read; column `i` of the answer is the `i`-th of these.
    /// JSON is not allowed: each store keeps it in a form of its own.
    public let columns: [ColumnSchema]
    /// Columns that must each equal a value.
    public let equal: [String]
    /// The columns by which rows are sorted, all in one direction; together with `equal` they identify a row. Texts sort by their bytes.
    /// Rows with a null in one of these columns are left out.
    public let order: [String]
    /// Whether the last rows come first.
    public let descends: Bool
    /// What bounds the rows beside the columns that are compared.
    public let bounds: Bounds

    public init(
        _ columns: [ColumnSchema], of model: String, equal: [String] = [], order: [String] = [], descends: Bool = false, bounds: Bounds = .all
    ) {
        self.model = model
        self.columns = columns
        self.equal = equal
        self.order = order
        self.descends = descends
        self.bounds = bounds
    }

    /// The columns that values are compared with, in the order of the values: `equal`, then the bounds.
    public var compared: [String] {
        switch bounds {
        case .all: equal
        case .after: equal + order
        case .range: equal + Array(repeating: order.first ?? "", count: 2)
        case .afterWithin: equal + order + order.prefix(1)
        }
    }

    /// The same selection with other bounds.
    public func with(_ bounds: Bounds) -> RowSelection {
        RowSelection(columns, of: model, equal: equal, order: order, descends: descends, bounds: bounds)
    }
}

/// A value to compare a column with; see ``ColumnType`` for the unit of each type's integers.
public enum CellValue: Sendable {
    case text(String)
    case integer(Int64)
}

extension CellValue: Hashable {
    /// Texts are compared by their bytes; Swift's own comparison takes some texts of different bytes as equal.
    public static func == (a: CellValue, b: CellValue) -> Bool {
        switch (a, b) {
        case (.text(let a), .text(let b)): ExactText(a) == ExactText(b)
        case (.integer(let a), .integer(let b)): a == b
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .text(let text): hasher.combine(ExactText(text))
        case .integer(let value): hasher.combine(value)
        }
    }
}
