import RefoldCore
import RefoldValues

/// How the values of one column are compared, and where they lie in the rows of each generation.
struct ComparedColumn {
    private enum Rule {
        /// Integers of one unit.
        case units
        case bytes
        /// Numbers whose scales may differ.
        case numbers(from: Number, to: Number)
        /// Values of two kinds: only two nulls are equal.
        case kinds
    }

    /// How many decimals the units of a number have.
    private enum Scale {
        case fixed(Int)
        /// Those of the currency that a column of the row holds.
        case currency(Int)

        init?(_ columns: [ColumnSchema], _ index: Int) {
            if let scale = columns[index].type.content.scale {
                self = .fixed(scale)
            } else {
                guard let currency = ComparedColumn.currency(columns, index) else { return nil }
                self = .currency(currency)
            }
        }

        func digits(_ block: RowBlock, _ row: Int) -> Int {
            switch self {
            case .fixed(let scale): scale
            case .currency(let column): ComparedColumn.digits(block, row, column)
            }
        }
    }

    /// How a number is kept.
    private struct Number {
        var scale: Scale
        var isWide: Bool

        init?(_ columns: [ColumnSchema], _ index: Int) {
            guard let scale = Scale(columns, index) else { return nil }
            (self.scale, isWide) = (scale, columns[index].type.isWide)
        }
    }

    let name: String
    /// Indexes into all columns of each; nil if it does not exist.
    let from: Int?
    let to: Int?
    private let rule: Rule

    init(_ name: String, from: (columns: [ColumnSchema], index: Int?), to: (columns: [ColumnSchema], index: Int?)) {
        self.name = name
        self.from = from.index
        self.to = to.index
        guard let one = from.index, let other = to.index else {
            rule = .kinds
            return
        }
        let (type, otherType) = (from.columns[one].type.content, to.columns[other].type.content)
        if type == otherType, !type.isMoney {
            rule = type.isBytes ? .bytes : .units
        } else if let number = Number(from.columns, one), let otherNumber = Number(to.columns, other) {
            rule = .numbers(from: number, to: otherNumber)
        } else {
            rule = type != otherType ? .kinds : type.isBytes ? .bytes : .units
        }
    }

    /// The column that holds the currency of amounts.
    static func currency(_ columns: [ColumnSchema], _ index: Int) -> Int? {
        columns[index].type.currency.flatMap { name in columns.firstIndex { $0.name == name } }
    }

    /// Whether the values of two rows are equal.
    func isEqual(_ row: Int, of block: RowBlock, to other: Int, of otherBlock: RowBlock) -> Bool {
        let isNull = from.map { block.isNull(row, $0) } ?? true
        let isOtherNull = to.map { otherBlock.isNull(other, $0) } ?? true
        if isNull || isOtherNull { return isNull && isOtherNull }
        guard let from, let to else { return false }
        switch rule {
        case .units: return block.integer(row, from) == otherBlock.integer(other, to)
        case .bytes: return block.hasSameBytes(row, from, as: other, to, of: otherBlock)
        case .kinds: return false
        case .numbers(let number, let otherNumber):
            let units = block.units(row, from, isWide: number.isWide), otherUnits = otherBlock.units(other, to, isWide: otherNumber.isWide)
            let (digits, otherDigits) = (number.scale.digits(block, row), otherNumber.scale.digits(otherBlock, other))
            return digits > otherDigits
                ? Self.isEqual(otherUnits, scaledBy: digits - otherDigits, to: units) : Self.isEqual(units, scaledBy: otherDigits - digits, to: otherUnits)
        }
    }

    /// The decimals of the currency of a row; 0 for one that is not known.
    static func digits(_ block: RowBlock, _ row: Int, _ currency: Int) -> Int {
        block.withBytes(row, currency) { Currency(code: $0)?.minorDigits } ?? 0
    }

    /// What no longer fits when it is scaled is larger than any other number.
    private static func isEqual(_ units: Int128, scaledBy digits: Int, to other: Int128) -> Bool {
        guard digits > 0 else { return units == other }
        let (scaled, isTooLarge) = units.multipliedReportingOverflow(by: powers[digits])
        return !isTooLarge && scaled == other
    }

    private static let powers: [Int128] = ExactDecimal.scales.map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}
