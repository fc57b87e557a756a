import RefoldValues

/// A column of a report: its name and the type of its cells.
public struct ReportColumn: Hashable, Sendable {
    /// The name, as in the header of CSV.
    public var name: String
    /// The type of its cells.
    public var type: ReportType
    /// Whether it is a row column; if not, it is a measure.
    public var isRowColumn: Bool
    /// What people read in the place of the name; nil for the name.
    public var label: String?

    public init(_ name: String, _ type: ReportType, isRowColumn: Bool, label: String? = nil) {
        self.label = label
        self.name = name
        self.type = type
        self.isRowColumn = isRowColumn
    }
}

extension ReportColumn {
    /// The same column without its label, which changes no figure.
    var unlabelled: ReportColumn { ReportColumn(name, type, isRowColumn: isRowColumn) }
}

/// The type of a report column's cells.
public enum ReportType: Hashable, Sendable {
    case text
    /// Whole numbers of any size.
    case integer
    /// Numbers with exactly this many decimals.
    case decimal(scale: Int)
    /// Amounts with the decimals of their currency, or with more if the measure says so.
    case money(ReportCurrency)
    case boolean
    case timestamp
    case date

    /// The word for this type in JSON reports; stable.
    public var word: String {
        switch self {
        case .text: "text"
        case .integer: "integer"
        case .decimal: "decimal"
        case .money: "money"
        case .boolean: "boolean"
        case .timestamp: "timestamp"
        case .date: "date"
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
    func isComparable(with other: ReportType) -> Bool {
        switch (self, other) {
        case (.money(let a), .money(let b)): a == b
        case (.money, _), (_, .money): false
        default: self == other || (isNumeric && other.isNumeric)
        }
    }
}

/// The source of the currency of a column of amounts.
public enum ReportCurrency: Hashable, Sendable {
    /// One currency, fixed by a filter.
    case fixed(Currency)
    /// In a row column of the report, per line.
    case column(String)
}
