import RefoldCore
import RefoldDefinitions

extension WhereText {
    /// The same test as a definition writes it: `{amount: {atLeast: 100}}`.
    ///
    /// - Parameters:
    ///   - type: of the column.
    ///   - hasMoment: whether `@as_of` is the moment of the report in a test on a time, and its day in one on a day.
    func node(for type: ColumnType, hasMoment: Bool) -> JSON5Node {
        let value = operand(for: type, hasMoment: hasMoment)
        let condition =
            switch comparison {
            case .equal: value
            case .notEqual: Self.object("not", value)
            case .less: Self.object("below", value)
            case .atMost: Self.object("atMost", value)
            case .greater: Self.object("above", value)
            case .atLeast: Self.object("atLeast", value)
            }
        return Self.object(column, condition)
    }

    private func operand(for type: ColumnType, hasMoment: Bool) -> JSON5Node {
        let moment = JSON5Node(.string("@as_of"))
        switch (value, type.content) {
        case (.null, _): return JSON5Node(.null)
        case (.text("true"), .boolean): return JSON5Node(.bool(true))
        case (.text("false"), .boolean): return JSON5Node(.bool(false))
        case (.text("@as_of"), .timestamp) where hasMoment: return moment
        case (.text("@as_of"), .date) where hasMoment: return Self.object("day", moment)
        // In this form no text is taken for a path or for the moment.
        case (.text(let text), _): return Self.object("text", JSON5Node(.string(text)))
        }
    }

    private static func object(_ key: String, _ value: JSON5Node) -> JSON5Node { JSON5Node(.object([JSON5Member(key, value: value)])) }
}
