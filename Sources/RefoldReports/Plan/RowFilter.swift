import RefoldProjections

typealias UnitComparison = Condition.Comparison

/// The rows that count: tests that must all hold, resolved to column indexes, integers and bytes.
struct RowFilter: Hashable, Sendable {
    /// Columns are indexes into the scanned block.
    indirect enum Test: Hashable, Sendable {
        case isNull(Int)
        /// The integer is in one of the ranges.
        case units(Int, [UnitRange])
        /// The amount is in one of the ranges for its currency's decimals (0 to 4).
        case amount(Int, currency: Int, [[UnitRange]])
        /// The bytes are one of these.
        case text(Int, [[UInt8]])
        case textOrder(Int, UnitComparison, [UInt8])
        case columns(Int, ColumnComparison, Int, ColumnPair)
        case not(Test)
        case all([Test])
        case either([Test])
    }

    /// A comparison of two columns.
    enum ColumnComparison: Hashable, Sendable {
        case equal
        case order(UnitComparison)

        @inline(__always)
        func holds(_ order: Int) -> Bool {
            switch self {
            case .equal: order == 0
            case .order(.atLeast): order >= 0
            case .order(.atMost): order <= 0
            case .order(.above): order > 0
            case .order(.below): order < 0
            }
        }
    }

    /// How two columns are made comparable.
    enum ColumnPair: Hashable, Sendable {
        case text
        case units
        /// Numbers of different scales.
        case scaled(UnitScale, UnitScale)
    }

    var tests: [Test]

    var isEmpty: Bool { tests.isEmpty }
}

/// The number of decimals of a column's integers.
enum UnitScale: Hashable, Sendable {
    case fixed(Int)
    /// The decimals of the currency in this column of the block.
    case currency(Int)
}
