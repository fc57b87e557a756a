import RefoldDefinitions
import RefoldJSON
import RefoldValues

/// A test on rows as people type it beside a report or an export: `country=Italy`, `amount>=100`, `paid_at!=null`.
///
/// The value is read as the type of the column says, and a text is taken as it is. `null` is null; in double quotes, written as JSON
/// writes it, it is a text: `country="null"`.
public struct WhereText: Hashable, Sendable {
    /// What the column is compared with.
    enum Value: Hashable, Sendable {
        case null
        case text(String)
    }

    /// As it was typed.
    public let text: String
    /// Where it was typed, for faults.
    let place: Place
    let column: String
    let comparison: CheckDefinition.Operator
    let value: Value

    /// What a test looks like, for messages.
    static let form = "a column, an operator and a value, such as country=Italy or amount>=100"

    /// Signs of other languages, and what they are here.
    private static let others = ["==": "=", "<>": "!=", "=>": ">=", "=<": "<="]

    /// - Parameter place: where it stands; a fault is at this place.
    /// - Throws: `.usage` if it is no test.
    public init(_ text: String, at place: Place) throws(RefoldError) {
        func refuse(_ what: String, expected: String? = nil, remedy: String? = nil) -> RefoldError {
            RefoldError(.usage, what, at: place, expected: expected, remedy: remedy)
        }
        // By scalars: to Swift, a sign and a combining mark after it would be one character.
        let scalars = text.unicodeScalars
        guard let start = scalars.firstIndex(where: { "=!<>".unicodeScalars.contains($0) }) else {
            throw refuse(
                "there is no operator in it", expected: Self.form,
                remedy: "write the test in single quotes, since the shell takes > and < outside quotes for itself")
        }
        let rest = String(scalars[start...])
        if let other = Self.others.first(where: { rest.hasPrefix($0.key) }) {
            throw refuse(
                "\"\(other.key)\" is no operator", expected: DefinitionValue.list(CheckDefinition.Operator.allCases.map(\.rawValue)),
                remedy: "write \"\(other.value)\", or put the text in double quotes if it begins with a sign")
        }
        // The longer operators first, so that "<=" is not taken for "<".
        let known = CheckDefinition.Operator.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        guard let comparison = known.first(where: { rest.hasPrefix($0.rawValue) }) else {
            throw refuse("\"!\" is no operator", expected: DefinitionValue.list(CheckDefinition.Operator.allCases.map(\.rawValue)))
        }
        column = Self.trimmed(String(scalars[..<start]))
        guard !column.isEmpty else { throw refuse("no column stands before \"\(comparison.rawValue)\"", expected: Self.form) }
        let value = Self.trimmed(String(rest.unicodeScalars.dropFirst(comparison.rawValue.unicodeScalars.count)))
        (self.text, self.place, self.comparison) = (text, place, comparison)
        switch value {
        case "":
            throw refuse(
                "no value stands behind \"\(comparison.rawValue)\"", expected: Self.form,
                remedy: "write \(column)\(comparison.rawValue)\"\" for the empty text, \(column)=null for null")
        case "null":
            guard !comparison.needsOrder else {
                throw refuse(
                    "nothing is ordered against null", expected: "a value", remedy: "write \(column)=null or \(column)!=null, or put the text in double quotes")
            }
            self.value = .null
        case _ where value.hasPrefix("\""):
            guard case .text(let inner)? = try? JSONValue(reading: Array(value.utf8)) else {
                throw refuse(
                    "the quotes do not enclose a text as JSON writes it", expected: "a text such as \"null\"",
                    remedy: "write the text without quotes, or as JSON writes it")
            }
            self.value = .text(inner)
        case _ where value.count > 1 && value.hasPrefix("'") && value.hasSuffix("'"):
            throw refuse(
                "the value stands in single quotes, as in SQL", expected: Self.form,
                remedy: "leave them out, or put the text in double quotes if they belong to it")
        default: self.value = .text(value)
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(scalars[first...last])
    }
}
