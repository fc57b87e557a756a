import RefoldCore
import RefoldValues

/// A selection resolved for a read model of known shape: what a reader needs for its statement and for the values.
public struct ResolvedSelection: Sendable {
    /// Indexes of the wanted columns in the schema's `allColumns`.
    public let columns: [Int]
    /// The columns that the values are compared with, in the order of the values.
    public let compared: [ColumnSchema]
    /// The columns of the order that can be null; key parts cannot.
    public let nullableOrder: [ColumnSchema]
    /// The columns of the order.
    public let order: [ColumnSchema]

    /// Resolves the selection's columns in the served shape.
    ///
    /// - Parameter reader: the reader's name, for the message.
    /// - Throws: `.failed` if one is missing or has another type than the selection expects; the remedy is a rebuild.
    public init(_ selection: RowSelection, in schema: ReadModelSchema, of reader: String) throws(RefoldError) {
        let all = schema.allColumns
        let numbers = Dictionary(all.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        func refusal(_ what: String, _ expected: String) -> RefoldError {
            RefoldError(
                .failed, "the read model \"\(schema.name)\" that is served \(what)", at: .named(reader), expected: expected,
                remedy: "build it anew: refold rebuild \(schema.name)")
        }
        func number(of name: String) throws(RefoldError) -> Int {
            guard let number = numbers[name] else {
                throw refusal("has no column \"\(name)\"", "a generation of a version that has it")
            }
            return number
        }
        func comparable(_ name: String) throws(RefoldError) -> ColumnSchema {
            let column = all[try number(of: name)]
            switch column.type.content {
            case .json, .money, .wideDecimal, .wideMoney:
                throw refusal(
                    "has \"\(name)\" as \(column.type.word)",
                    "a column that can be compared, which JSON, money and numbers of \(WideUnits.digits) digits cannot")
            default: return column
            }
        }
        guard selection.bounds == .all || !selection.order.isEmpty else {
            throw RefoldError(.usage, "bounds were asked for without an order", at: .named(reader), expected: "an order")
        }
        var columns: [Int] = []
        for wanted in selection.columns {
            let number = try number(of: wanted.name)
            guard all[number].type == wanted.type, wanted.type.content != .json else {
                throw refusal("has \"\(wanted.name)\" as \(all[number].type.shape)", wanted.type.shape)
            }
            columns.append(number)
        }
        var (compared, order): ([ColumnSchema], [ColumnSchema]) = ([], [])
        for name in selection.compared { compared.append(try comparable(name)) }
        for name in selection.order { order.append(try comparable(name)) }
        self.columns = columns
        self.compared = compared
        self.order = order
        nullableOrder = order.filter { column in !schema.key.contains(column) }
    }

    /// Throws if the values do not match the selection, before the database is asked.
    public func check(_ values: [CellValue], limit: Int, offset: Int, of reader: String) throws(RefoldError) {
        func refusal(_ what: String, _ expected: String) -> RefoldError {
            RefoldError(.usage, what, at: .named(reader), expected: expected)
        }
        guard limit > 0, offset >= 0 else {
            throw refusal("\(limit) rows behind \(offset) were asked for", "at least one row, behind at least none")
        }
        guard values.count == compared.count else {
            throw refusal("\(values.count) values were given for a selection", "\(compared.count), one for each column that is compared")
        }
        for (column, value) in zip(compared, values) {
            switch value {
            case .text(let text):
                guard column.type.isBytes else { throw refusal("column \"\(column.name)\" was asked for a text", "an integer") }
                guard !text.utf8.contains(0) else { throw refusal("a text that was asked for holds U+0000", "a text without it") }
            case .integer(let value):
                guard !column.type.isBytes else { throw refusal("column \"\(column.name)\" was asked for an integer", "a text") }
                guard column.type.content != .boolean || value == 0 || value == 1 else {
                    throw refusal("column \"\(column.name)\" was asked for a number", "0 or 1")
                }
            }
        }
    }
}

extension ColumnType {
    /// The type for a message: `decimal of 2 places`.
    fileprivate var shape: String {
        if let currency { return "\(word) of the currency in \"\(currency)\"" }
        if let scale = declaredScale { return "\(word) of \(scale) places" }
        return word
    }
}

extension RefoldError {
    /// The error of a reader if no generation of a read model is served.
    public static func isNotServed(_ model: String, by reader: String) -> RefoldError {
        RefoldError(
            .failed, "no read model \"\(model)\" is served", at: .named(reader), expected: "a generation that was built and served",
            remedy: "run refold rebuild \(model)")
    }
}
