import RefoldCore
import RefoldValues

/// How the values of one column are compared, and where they lie in the rows of each generation.
struct ComparedColumn {
    private enum Rule {
        /// Integers of one unit.
        case units
        case bytes
        /// Numbers whose scales may differ.
        case numbers(from: Scale, to: Scale)
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

    let name: String
    /// Indexes into all columns of each; nil where it does not exist.
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
        if type == otherType, type != .money {
            rule = type.isBytes ? .bytes : .units
        } else if let scale = Scale(from.columns, one), let otherScale = Scale(to.columns, other) {
            rule = .numbers(from: scale, to: otherScale)
        } else {
            rule = type == otherType ? .units : .kinds
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
        case .numbers(let scale, let otherScale):
            let (units, otherUnits) = (block.integer(row, from), otherBlock.integer(other, to))
            let (digits, otherDigits) = (scale.digits(block, row), otherScale.digits(otherBlock, other))
            return digits == otherDigits ? units == otherUnits : Self.scaled(units, digits) == Self.scaled(otherUnits, otherDigits)
        }
    }

    /// The decimals of the currency of a row; 0 for one that is not known.
    static func digits(_ block: RowBlock, _ row: Int, _ currency: Int) -> Int {
        block.withBytes(row, currency) { Currency(code: $0)?.minorDigits } ?? 0
    }

    /// Units of 18 decimals; of any 64-bit number they fit.
    private static func scaled(_ units: Int64, _ scale: Int) -> Int128 { Int128(units) * powers[18 - scale] }

    private static let powers: [Int128] = (0...18).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}
