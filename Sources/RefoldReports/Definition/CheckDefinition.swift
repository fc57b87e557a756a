import RefoldCore
import RefoldProjections
import RefoldValues

/// A condition that every line of a report must meet: `paid <= amount`.
public struct CheckDefinition: Hashable, Sendable {
    /// How a check compares two values.
    public enum Operator: String, CaseIterable, Hashable, Sendable {
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="

        /// Whether the operator needs an order, not only equality.
        var needsOrder: Bool { self != .equal && self != .notEqual }

        /// Whether it holds if the first value is below (-1), equal to (0) or above (1) the second.
        func holds(_ order: Int) -> Bool {
            switch self {
            case .equal: order == 0
            case .notEqual: order != 0
            case .less: order < 0
            case .atMost: order <= 0
            case .greater: order > 0
            case .atLeast: order >= 0
            }
        }
    }

    /// What a check compares.
    public enum Operand: Hashable, Sendable {
        case column(String)
        case number(ExactDecimal)
    }

    /// The text in the file.
    public var text: String
    /// The value before the operator.
    public var left: Operand
    /// The operator.
    public var comparison: Operator
    /// The value after the operator.
    public var right: Operand
    /// Where the check stands.
    public var location: DefinitionLocation

    /// Why a text is not a check.
    enum Malformed: Error {
        /// There is no operator, or more than one.
        case operators
        /// A side is neither a column's name nor a number.
        case operand(String)
    }

    /// - Parameter hasPivot: whether columns may have any names, as values of the read model make them.
    init(_ text: String, at location: DefinitionLocation, hasPivot: Bool = false) throws(Malformed) {
        let (left, symbol, right) = try Self.split(text)
        guard let comparison = Operator(rawValue: symbol) else { throw .operators }
        self.text = text
        self.left = try Self.operand(left, hasPivot)
        self.comparison = comparison
        self.right = try Self.operand(right, hasPivot)
        self.location = location
    }

    /// The text around its only run of operator signs.
    private static func split(_ text: String) throws(Malformed) -> (String, String, String) {
        let signs: Set<Character> = ["=", "!", "<", ">"]
        guard let start = text.firstIndex(where: signs.contains) else { throw .operators }
        let end = text[start...].firstIndex { !signs.contains($0) } ?? text.endIndex
        let rest = text[end...]
        guard !rest.contains(where: signs.contains) else { throw .operators }
        return (trimmed(text[..<start]), String(text[start..<end]), trimmed(rest))
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    private static func operand(_ text: String, _ hasPivot: Bool) throws(Malformed) -> Operand {
        if let number = ExactDecimal(text) { return .number(number) }
        if DefinitionName.isValid(text) || hasPivot && !text.isEmpty { return .column(text) }
        throw .operand(text)
    }
}
