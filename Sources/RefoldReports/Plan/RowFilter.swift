import RefoldProjections
import RefoldValues

typealias UnitComparison = Condition.Comparison

/// The rows that count: tests that must all hold, resolved to column indexes, integers and bytes.
struct RowFilter: Hashable, Sendable {
    /// Columns are indexes into the complete block.
    indirect enum Test: Hashable, Sendable {
        case isNull(Int)
        /// The integer is in one of the ranges.
        case units(Int, [UnitRange])
        /// The amount is in one of the ranges for its currency's decimals.
        case amount(Int, currency: Int, [[UnitRange]])
        /// The number of up to 38 digits is in one of the ranges.
        case wide(Int, [WideRange])
        /// The amount of up to 38 digits is in one of the ranges for its currency's decimals.
        case wideAmount(Int, currency: Int, [[WideRange]])
        /// The bytes are one of these.
        case text(Int, [[UInt8]])
        case textOrder(Int, UnitComparison, [UInt8])
        case columns(Int, ColumnComparison, Int, ColumnPair)
        /// Compared with the moment of the report, or with its day in a zone: a number of the column, nil until the moment is given.
        case moment(Int, ColumnComparison, day: TimeZoneRules?, units: Int64?)
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
        /// By their bytes: texts, and numbers of up to 38 digits of one scale.
        case bytes
        case units
        /// Numbers of different scales.
        case scaled(UnitScale, UnitScale)
    }

    var tests: [Test]

    var isEmpty: Bool { tests.isEmpty }
}

/// What the numbers of a column count.
struct UnitScale: Hashable, Sendable {
    enum Decimals: Hashable, Sendable {
        case fixed(Int)
        /// The decimals of the currency in this column of the block.
        case currency(Int)
    }

    var decimals: Decimals
    /// Whether they have up to 38 digits.
    var isWide: Bool
}
