import RefoldValues

/// A column of a table of figures: its name and the type of its cells.
public struct TableColumn: Hashable, Sendable {
    /// The name, as in the header of CSV; no other column has it.
    public var name: String
    /// The type of its cells.
    public var type: TableType
    /// Whether it tells lines apart, as a row column of a report and a part of a key do; if not, it holds figures.
    public var isRowColumn: Bool
    /// What people read in the place of the name; nil for the name.
    public var label: String?

    /// - Parameter name: as in the header of CSV; no other column of the table has it.
    public init(_ name: String, _ type: TableType, isRowColumn: Bool, label: String? = nil) {
        self.label = label
        self.name = name
        self.type = type
        self.isRowColumn = isRowColumn
    }
}

extension TableColumn {
    /// What people read over the column.
    public var heading: String { label ?? name }

    /// The same column without its label, which changes no figure.
    public var unlabelled: TableColumn { TableColumn(name, type, isRowColumn: isRowColumn) }
}

/// The type of a column's cells.
public enum TableType: Hashable, Sendable {
    case text
    /// Whole numbers of any size.
    case integer
    /// Numbers with exactly this many decimals.
    case decimal(scale: Int)
    /// Amounts with the decimals of their currency, or with more if the measure says so.
    case money(TableCurrency)
    case boolean
    case timestamp
    case date
    /// Texts of JSON; only in the rows of read models.
    case json

    /// The word for this type in JSON; stable.
    public var word: String {
        switch self {
        case .text: "text"
        case .integer: "integer"
        case .decimal: "decimal"
        case .money: "money"
        case .boolean: "boolean"
        case .timestamp: "timestamp"
        case .date: "date"
        case .json: "json"
        }
    }

    /// Whether arithmetic can use it; numbers are aligned to the right in tables.
    public var isNumeric: Bool {
        switch self {
        case .integer, .decimal, .money: true
        default: false
        }
    }

    /// Whether values of the two types can be compared: numbers with numbers, amounts with amounts of the same currency, other types only
    /// with themselves.
    public func isComparable(with other: TableType) -> Bool {
        switch (self, other) {
        case (.money(let a), .money(let b)): a == b
        case (.money, _), (_, .money): false
        default: self == other || (isNumeric && other.isNumeric)
        }
    }
}

/// The source of the currency of a column of amounts.
public enum TableCurrency: Hashable, Sendable {
    /// One currency, fixed by a filter.
    case fixed(Currency)
    /// In another column, per line.
    case column(String)
}
