import RefoldCore
import RefoldValues

/// What is asked of a read model: its shape without values. Made once and kept; readers remember their statement for it.
public final class RowSelection: Sendable {
    /// The most selections for which a session of a reader keeps statements: where more come, made anew for each question, it forgets them
    /// all and begins again.
    public static let rememberedAtMost = 200

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
    /// The columns wanted, key parts or others, in the types that the asker reads them as; column `i` of the answer is the `i`-th of these.
    /// JSON is not among them: stores keep it in forms of their own.
    public let columns: [ColumnSchema]
    /// Columns that must equal a value each.
    public let equal: [String]
    /// What the rows are sorted by, all in one direction; together with `equal` it names a row. Texts sort by their bytes. A row in which
    /// one of these is null is not given.
    public let order: [String]
    public let descends: Bool
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

    /// The columns that values are compared with, in the order of the values: those of `equal`, then those of the bounds.
    public var compared: [String] {
        switch bounds {
        case .all: equal
        case .after: equal + order
        case .range: equal + Array(repeating: order.first ?? "", count: 2)
        }
    }

    /// The same question with other bounds.
    public func with(_ bounds: Bounds) -> RowSelection {
        RowSelection(columns, of: model, equal: equal, order: order, descends: descends, bounds: bounds)
    }
}

/// A value to compare a column with: see ``ColumnType`` for what the integers of each type count.
public enum CellValue: Sendable {
    case text(String)
    case integer(Int64)
}

extension CellValue: Hashable {
    /// Texts are equal where their bytes are; Swift's own comparison takes some texts of different bytes for the same.
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
