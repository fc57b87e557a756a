import RefoldCore

extension ColumnType {
    /// All words that declare a type.
    public static let words = ["text", "integer", "decimal", "money", "boolean", "timestamp", "date", "json"]

    /// The scales that a decimal column can have.
    public static let scales = 0...18

    /// Whether arithmetic can use its values.
    public var isNumeric: Bool {
        switch self {
        case .integer, .decimal, .money: true
        default: false
        }
    }

    /// Whether its values can be compared with less and greater.
    public var isOrdered: Bool { self != .boolean && self != .json }

    /// What a value of it is called in a finding, with its article.
    public var described: String {
        switch self {
        case .text: "a text"
        case .integer: "a whole number of 64 bits"
        case .decimal(let scale): "a number with at most \(scale) decimals"
        case .money(let currency): "an amount in the currency that \"\(currency)\" holds"
        case .boolean: "true or false"
        case .timestamp: "a time such as \"2024-03-01T09:30:00Z\""
        case .date: "a date such as \"2024-03-01\""
        case .json: "a JSON value"
        }
    }
}
