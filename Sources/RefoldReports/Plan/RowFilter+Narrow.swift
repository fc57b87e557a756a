import RefoldCore
import RefoldValues

extension RowFilter {
    /// Keeps only those rows (numbers of the block, ascending) that meet every test.
    ///
    /// Applies one test after the other to all rows, so that the dispatch of a test happens once per block, not once per row.
    func narrow(_ rows: inout [Int32], of block: RowBlock) {
        for test in tests { Self.narrow(&rows, by: test, of: block) }
    }

    private static func narrow(_ rows: inout [Int32], by test: Test, of block: RowBlock) {
        switch test {
        case .isNull(let column): keep(&rows) { block.isNull($0, column) }
        case .units(let column, let ranges):
            if let range = ranges.first, ranges.count == 1 {
                keep(&rows) { !block.isNull($0, column) && range.contains(block.integer($0, column)) }
            } else {
                keep(&rows) { row in
                    guard !block.isNull(row, column) else { return false }
                    let value = block.integer(row, column)
                    return ranges.contains { $0.contains(value) }
                }
            }
        case .amount(let column, let currency, let ranges):
            keep(&rows) { row in
                guard !block.isNull(row, column), let digits = block.minorDigits(row, currency), digits < ranges.count else { return false }
                let value = block.integer(row, column)
                return ranges[digits].contains { $0.contains(value) }
            }
        case .wide(let column, let ranges):
            keep(&rows) { row in
                guard !block.isNull(row, column) else { return false }
                let value = block.wide(row, column)
                return ranges.contains { $0.contains(value) }
            }
        case .wideAmount(let column, let currency, let ranges):
            keep(&rows) { row in
                guard !block.isNull(row, column), let digits = block.minorDigits(row, currency), digits < ranges.count else { return false }
                let value = block.wide(row, column)
                return ranges[digits].contains { $0.contains(value) }
            }
        case .text(let column, let texts):
            keep(&rows) { row in
                !block.isNull(row, column)
                    && block.withBytes(row, column) { bytes in texts.contains { $0.span.isEqual(to: bytes) } }
            }
        case .textOrder(let column, let comparison, let text):
            keep(&rows) { row in
                !block.isNull(row, column)
                    && ColumnComparison.order(comparison).holds(block.withBytes(row, column) { TextBytes.order($0, text.span) })
            }
        case .columns(let left, let comparison, let right, let pair):
            keep(&rows) { row in
                guard !block.isNull(row, left), !block.isNull(row, right) else { return false }
                return order(block, row, left, right, pair).map(comparison.holds) ?? false
            }
        case .moment(let column, let comparison, _, let units):
            keep(&rows) { row in
                guard let units, !block.isNull(row, column) else { return false }
                let value = block.integer(row, column)
                return comparison.holds(value == units ? 0 : value < units ? -1 : 1)
            }
        case .not(let inner):
            var holding = rows
            narrow(&holding, by: inner, of: block)
            remove(holding, from: &rows)
        case .all(let tests):
            for test in tests { narrow(&rows, by: test, of: block) }
        case .either(let tests):
            var left = rows
            for test in tests {
                var holding = left
                narrow(&holding, by: test, of: block)
                remove(holding, from: &left)
            }
            remove(left, from: &rows)
        }
    }

    /// Negative, 0 or positive; nil if a currency is not known.
    private static func order(_ block: RowBlock, _ row: Int, _ left: Int, _ right: Int, _ pair: ColumnPair) -> Int? {
        switch pair {
        case .bytes:
            return block.withBytes(row, left) { a in block.withBytes(row, right) { b in TextBytes.order(a, b) } }
        case .units:
            let (a, b) = (block.integer(row, left), block.integer(row, right))
            return a == b ? 0 : a < b ? -1 : 1
        case .scaled(let leftScale, let rightScale):
            guard let a = number(left, leftScale, block, row), let b = number(right, rightScale, block, row) else { return nil }
            return a == b ? 0 : a < b ? -1 : 1
        }
    }

    /// A number of the row; nil for an amount of no known currency.
    private static func number(_ column: Int, _ scale: UnitScale, _ block: RowBlock, _ row: Int) -> ExactDecimal? {
        let digits: Int? =
            switch scale.decimals {
            case .fixed(let digits): digits
            case .currency(let column): block.minorDigits(row, column)
            }
        return digits.flatMap { ExactDecimal(mantissa: block.units(row, column, isWide: scale.isWide), scale: $0) }
    }

    @inline(__always)
    private static func keep(_ rows: inout [Int32], _ holds: (Int) -> Bool) {
        var kept = 0
        for index in rows.indices {
            let row = rows[index]
            guard holds(Int(row)) else { continue }
            rows[kept] = row
            kept += 1
        }
        rows.removeLast(rows.count - kept)
    }

    /// Removes `some` from `rows`; both ascend, and `some` is a subset of `rows`.
    private static func remove(_ some: [Int32], from rows: inout [Int32]) {
        var next = 0
        keep(&rows) { row in
            guard next < some.count, some[next] == Int32(truncatingIfNeeded: row) else { return true }
            next += 1
            return false
        }
    }
}

extension RowBlock {
    /// The decimals of the currency in a column; nil if it is null or not known.
    func minorDigits(_ row: Int, _ column: Int) -> Int? {
        guard !isNull(row, column) else { return nil }
        return withBytes(row, column) { Currency(code: $0)?.minorDigits }
    }
}
