import RefoldValues

/// A column of a report: its name, and what its cells hold.
public struct ReportColumn: Hashable, Sendable {
    public var name: String
    public var type: ReportType
    /// Whether lines are made for its values; else it is a measure.
    public var isRowColumn: Bool

    public init(_ name: String, _ type: ReportType, isRowColumn: Bool) {
        self.name = name
        self.type = type
        self.isRowColumn = isRowColumn
    }
}

/// What the cells of a report's column hold.
public enum ReportType: Hashable, Sendable {
    case text
    /// Whole numbers of any size.
    case integer
    /// Numbers with exactly this many decimals.
    case decimal(scale: Int)
    /// Amounts with the decimals of their currency, or with more where the measure says so.
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

    /// Whether arithmetic can use it; numbers stand to the right in tables.
    public var isNumeric: Bool {
        switch self {
        case .integer, .decimal, .money: true
        default: false
        }
    }

    /// Whether values of the two can be compared: numbers with numbers, amounts with amounts of the same currency, else like with like.
    func isComparable(with other: ReportType) -> Bool {
        switch (self, other) {
        case (.money(let a), .money(let b)): a == b
        case (.money, _), (_, .money): false
        default: self == other || (isNumeric && other.isNumeric)
        }
    }
}

/// Where the currency of a column of amounts is found.
public enum ReportCurrency: Hashable, Sendable {
    /// One currency, fixed by a filter.
    case fixed(Currency)
    /// In a row column of the report, line by line.
    case column(String)
}
