import RefoldValues

/// CSV: a header and a line per line. Subtotals are not in it, and totals only if they are asked for, since a program adds up whatever it reads.
///
/// The first field of the line of totals is `total`. A table without row columns has no such line: its one line is the total.
public struct CSVFormat: TableFormat {
    public let word = "csv"
    public let summary = "for programs and spreadsheets"

    public init() {}

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { CSVWriter(head, style.csv) }
}

private struct CSVWriter: TableWriter {
    private let head: TableHead
    private let style: CSVStyle
    private var isLeftOut = false
    /// What stands in the first column instead of its value.
    private var label: String?
    private var place = 0
    private var start = 0

    init(_ head: TableHead, _ style: CSVStyle) { (self.head, self.style) = (head, style) }

    func begin(to bytes: inout [UInt8]) {
        style.begin(&bytes)
        let start = bytes.count
        for (place, column) in head.columns.enumerated() {
            if place > 0 { bytes.append(style.delimiter) }
            style.append(text: column.name, to: &bytes)
        }
        style.endLine(startedAt: start, &bytes)
    }

    mutating func beginLine(_ kind: LineKind, to bytes: inout [UInt8]) {
        switch kind {
        case .line, .others: (isLeftOut, label) = (false, nil)
        case .subtotal: isLeftOut = true
        case .total:
            label = head.label(of: kind)?.text
            isLeftOut = !style.hasTotals || label == nil
        }
        (place, start) = (0, bytes.count)
    }

    mutating func cell(_ value: TableValue, to bytes: inout [UInt8]) {
        if isLeftOut { return }
        if place > 0 { bytes.append(style.delimiter) }
        if place == 0, let label { style.append(text: label, to: &bytes) } else { style.append(value, to: &bytes) }
        place += 1
    }

    mutating func cell(text: Span<UInt8>, to bytes: inout [UInt8]) {
        if isLeftOut { return }
        if place > 0 { bytes.append(style.delimiter) }
        style.append(text: text, to: &bytes)
        place += 1
    }

    func endLine(to bytes: inout [UInt8]) {
        if !isLeftOut { style.endLine(startedAt: start, &bytes) }
    }

    func end(to bytes: inout [UInt8]) {}
}
