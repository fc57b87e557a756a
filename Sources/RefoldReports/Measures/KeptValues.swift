import RefoldCore
import RefoldValues

/// A value of a column for each line, with the order of the column.
///
/// Memory grows with the lines, whatever the rows.
protocol KeptValues {
    init(column: Int)
    /// Makes room for so many lines.
    mutating func grow(to count: Int)
    /// Keeps the value of a row, which is not null, for a line.
    mutating func keep(_ block: RowBlock, _ row: Int, for line: Int)
    /// Below zero, 0 or above zero: the line's value compared with that of a row.
    func order(_ line: Int, _ block: RowBlock, _ row: Int) -> Int
    /// Below zero, 0 or above zero: the value of one line compared with that of another.
    func order(_ line: Int, _ other: Int) -> Int
    func result(_ line: Int) -> TallyResult
}

extension ColumnContent {
    /// What keeps its values.
    var kept: any KeptValues.Type { isWide ? KeptWideUnits.self : isBytes ? KeptTexts.self : KeptUnits.self }
}

/// Of numbers, times, days and booleans.
struct KeptUnits: KeptValues {
    private let column: Int
    private var values: [Int64] = []

    init(column: Int) { self.column = column }

    mutating func grow(to count: Int) { values.grow(to: count, with: 0) }

    mutating func keep(_ block: RowBlock, _ row: Int, for line: Int) { values[line] = block.integer(row, column) }

    func order(_ line: Int, _ block: RowBlock, _ row: Int) -> Int {
        let value = block.integer(row, column)
        return values[line] == value ? 0 : values[line] < value ? -1 : 1
    }

    func order(_ line: Int, _ other: Int) -> Int { values[line] == values[other] ? 0 : values[line] < values[other] ? -1 : 1 }

    func result(_ line: Int) -> TallyResult { .units(Int128(values[line])) }
}

/// Of numbers of up to 38 digits.
struct KeptWideUnits: KeptValues {
    private let column: Int
    private var values: [Int128] = []

    init(column: Int) { self.column = column }

    mutating func grow(to count: Int) { values.grow(to: count, with: 0) }

    mutating func keep(_ block: RowBlock, _ row: Int, for line: Int) { values[line] = block.wide(row, column) }

    func order(_ line: Int, _ block: RowBlock, _ row: Int) -> Int {
        let value = block.wide(row, column)
        return values[line] == value ? 0 : values[line] < value ? -1 : 1
    }

    func order(_ line: Int, _ other: Int) -> Int { values[line] == values[other] ? 0 : values[line] < values[other] ? -1 : 1 }

    func result(_ line: Int) -> TallyResult { .units(values[line]) }
}

/// Of texts, by their UTF-8 bytes.
struct KeptTexts: KeptValues {
    private let column: Int
    private var values: [[UInt8]] = []

    init(column: Int) { self.column = column }

    mutating func grow(to count: Int) { values.grow(to: count, with: []) }

    mutating func keep(_ block: RowBlock, _ row: Int, for line: Int) {
        values[line].removeAll(keepingCapacity: true)
        block.withBytes(row, column) { TextBytes.append($0, to: &values[line]) }
    }

    func order(_ line: Int, _ block: RowBlock, _ row: Int) -> Int {
        let kept = values[line]
        return block.withBytes(row, column) { TextBytes.order(kept.span, $0) }
    }

    func order(_ line: Int, _ other: Int) -> Int {
        let (kept, others) = (values[line], values[other])
        return TextBytes.order(kept.span, others.span)
    }

    func result(_ line: Int) -> TallyResult { .text(String(decoding: values[line], as: UTF8.self)) }
}
