import RefoldCore
import RefoldValues

/// Adds up a column over the rows of a generation, exactly, whatever the order of the rows.
final class ColumnSums {
    private let column: Int
    /// The column with the currency of amounts; nil for other numbers.
    private let currency: Int?
    private let scale: Int
    private let isWide: Bool
    private var codes: [[UInt8]: Int] = [:]
    private var sums: [Total]
    /// The code of the row before, which is mostly that of the next one.
    private var last: (code: [UInt8], place: Int)?

    /// 128 bits, and how often they were passed: 64-bit numbers never do, and numbers of 38 digits may for a while.
    private struct Total {
        var low: Int128 = 0
        var passed = 0

        mutating func add(_ units: Int128) {
            let (sum, isPassed) = low.addingReportingOverflow(units)
            low = sum
            if isPassed { passed += units < 0 ? -1 : 1 }
        }
    }

    /// - Returns: nil if the column holds no numbers.
    init?(_ columns: [ColumnSchema], _ index: Int) {
        let content = columns[index].type.content
        guard content.isNumeric else { return nil }
        column = index
        currency = ComparedColumn.currency(columns, index)
        scale = content.scale ?? 0
        isWide = content.isWide
        sums = currency == nil ? [Total()] : []
    }

    func add(_ row: Int, of block: RowBlock) {
        guard !block.isNull(row, column) else { return }
        sums[place(row, of: block)].add(block.units(row, column, isWide: isWide))
    }

    private func place(_ row: Int, of block: RowBlock) -> Int {
        guard let currency else { return 0 }
        return block.withBytes(row, currency) { code in
            if let last, code.isEqual(to: last.code.span) { return last.place }
            let bytes = code.indices.map { code[$0] }
            let place = codes[bytes] ?? sums.count
            if place == sums.count {
                sums.append(Total())
                codes[bytes] = place
            }
            last = (bytes, place)
            return place
        }
    }

    /// The sums by code; a nil code for numbers that are no amounts, and a nil sum for one that does not fit into 128 bits.
    var all: [[UInt8]?: ExactDecimal?] {
        guard currency != nil else { return [nil: Self.number(sums[0], scale)] }
        var all: [[UInt8]?: ExactDecimal?] = [:]
        for (code, place) in codes { all.updateValue(Self.number(sums[place], Self.digits(code)), forKey: code) }
        return all
    }

    /// What it is in a currency of which there is no row.
    func nothing(in code: [UInt8]?) -> ExactDecimal? { Self.number(Total(), code.map(Self.digits) ?? scale) }

    private static func digits(_ code: [UInt8]) -> Int { Currency(code: code.span)?.minorDigits ?? 0 }

    private static func number(_ total: Total, _ scale: Int) -> ExactDecimal? { total.passed == 0 ? ExactDecimal(mantissa: total.low, scale: scale) : nil }

    /// The sums of one column in two generations, side by side.
    static func pairs(_ from: ColumnSums?, _ to: ColumnSums?) -> [GenerationComparison.Sum] {
        let (before, after) = (from?.all ?? [:], to?.all ?? [:])
        let codes = Set(before.keys).union(after.keys).sorted { a, b in
            guard let a else { return b != nil }
            guard let b else { return false }
            return a.lexicographicallyPrecedes(b)
        }
        return codes.map { code in
            let isOf = { (sums: ColumnSums?) in sums.map { ($0.currency == nil) == (code == nil) } ?? false }
            return GenerationComparison.Sum(
                currency: code.map { String(decoding: $0, as: UTF8.self) }, from: before[code] ?? (isOf(from) ? from?.nothing(in: code) : nil),
                to: after[code] ?? (isOf(to) ? to?.nothing(in: code) : nil), isTooLarge: [before[code], after[code]].contains(.some(nil)))
        }
    }
}
