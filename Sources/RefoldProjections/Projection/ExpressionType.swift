import RefoldCore
import RefoldValues

/// The type of an expression as far as it is known before any event is read.
public enum ExpressionType: Hashable, Sendable {
    /// A payload value, whose type is not known.
    case dynamic
    /// A number of unknown scale, such as arithmetic on payload values.
    case number
    /// The literal null.
    case null
    case known(ColumnType)

    /// How its values are kept; nil if that is not known.
    var content: ColumnContent? { if case .known(let type) = self { type.content } else { nil } }

    /// Whether arithmetic can use it.
    var isNumeric: Bool { content?.isNumeric ?? true }

    /// Whether a time can be truncated or counted with it.
    var isTime: Bool {
        switch self {
        case .dynamic, .null: true
        case .number: false
        case .known(let type): type.content.isTime
        }
    }

    /// Whether a value of this type can go into a column of that type. Whether each value fits is known only at run time.
    func canGo(into column: ColumnType) -> Bool {
        guard case .known(let type) = self else { return self != .number || column.isNumeric || column.isBytes }
        switch (type.content, column.content) {
        case (_, .json): return true
        case (.json, _): return false
        case (_, .text): return true
        case (.money, _), (.wideMoney, _): return type.currency == column.currency
        case (.integer, _), (.decimal, _), (.wideDecimal, _): return column.isNumeric
        case (let from, let to): return from == to
        }
    }

    /// Whether two values of these types can be compared.
    func isComparable(with other: ExpressionType) -> Bool {
        switch (self, other) {
        case (.dynamic, _), (_, .dynamic), (.null, _), (_, .null): true
        case (.known(let type), _) where type.content == .json, (_, .known(let type)) where type.content == .json: false
        case (.known(let a), .known(let b)):
            if let left = a.currency, let right = b.currency {
                left == right
            } else {
                a.content == b.content || (a.isNumeric && b.isNumeric)
            }
        case (.number, .known(let type)), (.known(let type), .number): type.isNumeric
        case (.number, .number): true
        }
    }

    /// Its name in a message, with an article.
    var described: String {
        switch self {
        case .dynamic: "a value of the event"
        case .number: "a number"
        case .null: "null"
        case .known(let type): type.traits.name
        }
    }
}

extension Literal {
    /// Its own type.
    var type: ExpressionType {
        switch self {
        case .null: .null
        case .text: .known(.text)
        case .boolean: .known(.boolean)
        case .json: .known(.json)
        case .number(let number):
            number.scale == 0 && (try? number.units(scale: 0)) != nil
                ? .known(.integer)
                : .known(.decimal(scale: number.scale))
        }
    }

    /// The number that it is or spells, or nil.
    public var number: ExactDecimal? {
        switch self {
        case .number(let number): number
        case .text(let text): ExactDecimal(text)
        default: nil
        }
    }

    /// Whether it can be a value of a column of the type.
    func fits(_ column: ColumnType) -> Bool {
        switch (self, column.content) {
        case (.null, _), (_, .json): true
        case (.json, _): false
        case (_, .text): true
        case (.number(let number), .integer): (try? number.units(scale: 0)) != nil
        case (_, .decimal(let scale)) where ColumnType.narrowScales.contains(scale): (try? number?.units(scale: scale)) != nil
        case (_, .decimal(let scale)), (_, .wideDecimal(let scale)): (try? number?.wideUnits(scale: scale, rounding: nil)) != nil
        case (_, .money), (_, .wideMoney): (try? number?.wideUnits(scale: Currency.maximumMinorDigits, rounding: nil)) != nil
        case (.boolean, .boolean): true
        case (.text(let text), .timestamp): Timestamp(text) != nil
        case (.text(let text), .date): CalendarDate(text) != nil
        default: false
        }
    }

    /// Whether it can be compared with a column of the type: like ``fits(_:)``, but a number may have any scale.
    func isComparable(with column: ColumnType) -> Bool {
        switch column.content {
        case .integer, .decimal, .money, .wideDecimal, .wideMoney: self == .null || number != nil
        case .json: self == .null
        default: fits(column)
        }
    }
}
