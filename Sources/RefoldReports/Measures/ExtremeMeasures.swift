import RefoldCore
import RefoldDefinitions

/// The smallest value of a column.
struct MinMeasure: AggregateFunction {
    static let word = "min"
    static let smallestFirst = true
    static let isOfOneRow = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessOrdered(column) }

    func rule(of values: ExplainedValues) -> String { "the smallest of \(values.words)" }

    func tally(of column: Int?, _ content: ColumnContent) -> any Tally { extremeTally(of: column, content, isLargest: false) }
}

/// The largest value of a column.
struct MaxMeasure: AggregateFunction {
    static let word = "max"
    static let isOfOneRow = true

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessOrdered(column) }

    func rule(of values: ExplainedValues) -> String { "the largest of \(values.words)" }

    func tally(of column: Int?, _ content: ColumnContent) -> any Tally { extremeTally(of: column, content, isLargest: true) }
}

extension AggregateFunction {
    fileprivate func refusalUnlessOrdered(_ column: ColumnSchema) -> (expected: String, remedy: String?)? {
        column.type.isOrdered ? nil : (expected: "a column that has an order", remedy: nil)
    }

    fileprivate func extremeTally(of column: Int?, _ content: ColumnContent, isLargest: Bool) -> any Tally {
        if content.isWide { return WideExtremeTally(column: column ?? 0, isLargest: isLargest) }
        return content.isBytes
            ? TextExtremeTally(column: column ?? 0, isLargest: isLargest) : ExtremeTally(column: column ?? 0, isLargest: isLargest)
    }
}

/// The smallest or the largest integer of a column.
final class ExtremeTally: Tally {
    private let column: Int
    private let isLargest: Bool
    private var lines: [Line] = []

    private struct Line {
        var extreme: Int64 = 0
        var isSet = false
    }

    init(column: Int, isLargest: Bool) {
        self.column = column
        self.isLargest = isLargest
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        lines.fold(rows, column, of: block, groups: groups, count: count, startingWith: Line()) { [isLargest] line, value in
            if !line.isSet || (isLargest ? value > line.extreme : value < line.extreme) { line = Line(extreme: value, isSet: true) }
        }
    }

    func result(_ group: Int?) -> TallyResult {
        if let group {
            return group < lines.count && lines[group].isSet ? .units(Int128(lines[group].extreme)) : .null
        }
        let known = lines.lazy.filter(\.isSet).map(\.extreme)
        return (isLargest ? known.max() : known.min()).map { .units(Int128($0)) } ?? .null
    }
}

/// The first or the last text of a column by its UTF-8 bytes.
final class TextExtremeTally: Tally {
    private let column: Int
    private let isLargest: Bool
    private var texts = TextPool()
    /// Numbers of texts; -1 if a line has none yet.
    private var extremes: [Int32] = []

    init(column: Int, isLargest: Bool) {
        self.column = column
        self.isLargest = isLargest
    }

    func add(_ rows: [Int32], of block: RowBlock, groups: [Int32], count: Int) {
        extremes.grow(to: count, with: -1)
        for row in rows where !block.isNull(Int(row), column) {
            let group = Int(groups[Int(row)])
            block.withBytes(Int(row), column) { text in
                let kept = Int(extremes[group])
                if kept >= 0 {
                    let order = texts.order(kept, text)
                    guard isLargest ? order < 0 : order > 0 else { return }
                }
                extremes[group] = Int32(truncatingIfNeeded: texts.number(of: text))
            }
        }
    }

    func result(_ group: Int?) -> TallyResult {
        if let group {
            return group < extremes.count && extremes[group] >= 0 ? .text(texts.string(Int(extremes[group]))) : .null
        }
        let known = extremes.filter { $0 >= 0 }
        let extreme = known.max { (texts.order(Int($0), Int($1)) < 0) == isLargest && $0 != $1 }
        return extreme.map { .text(texts.string(Int($0))) } ?? .null
    }
}
