/// The widths of the columns of some lines, or that they are written as records because they do not fit.
struct TextLayout {
    private let headings: [String]
    /// Of each column whether it is aligned to the right.
    private let areNumbers: [Bool]
    private var widths: [Int]
    private var areRecords = false
    private let width: Int?

    private static let gap = "  "
    /// No text is shortened below this.
    private static let leastText = 8

    /// - Parameter width: how many characters a line may have; nil for any number.
    init(_ columns: [TableColumn], _ lines: [TextLine], width: Int?) {
        headings = columns.map { Printable.text($0.heading) }
        areNumbers = columns.map(\.type.isNumeric)
        self.width = width
        widths = headings.map(TextWidth.of)
        for line in lines {
            for (place, cell) in line.cells.enumerated() { widths[place] = max(widths[place], TextWidth.of(cell)) }
        }
        guard let width else { return }
        let room = width - Self.gap.count * max(columns.count - 1, 0)
        // What exceeds the width is taken from the widest texts; a figure is never shortened.
        widths = Self.lowered(widths, widths.indices.filter { !areNumbers[$0] }, to: room)
        areRecords = widths.reduce(0, +) > room
    }

    /// The widths with the widest texts lowered, so that all of them together have at most `room`, or as near to it as texts may be shortened.
    ///
    /// - Parameter texts: the columns that may be lowered. The widest give way alike, the first of them first.
    static func lowered(_ widths: [Int], _ texts: [Int], to room: Int) -> [Int] {
        var (widths, excess) = (widths, widths.reduce(0, +) - room)
        while excess > 0, let most = texts.map({ widths[$0] }).max(), most > leastText {
            let widest = texts.filter { widths[$0] == most }
            let next = max(texts.map { widths[$0] }.filter { $0 < most }.max() ?? 0, leastText)
            // All of them down to the next, and at the end some by one more.
            let step = min(most - next, excess / widest.count)
            let lowered = step > 0 ? widest[...] : widest.prefix(excess)
            for place in lowered { widths[place] -= max(step, 1) }
            excess -= lowered.count * max(step, 1)
        }
        return widths
    }

    func append(_ lines: [TextLine], hasHeader: Bool, to bytes: inout [UInt8]) {
        if areRecords { return appendRecords(lines, isFirst: hasHeader, to: &bytes) }
        let rule = widths.map { String(repeating: "-", count: $0) }
        if hasHeader {
            append(headings, to: &bytes)
            append(rule, to: &bytes)
        }
        for (number, line) in lines.enumerated() {
            // The rule above the lines is above a total that stands alone too.
            if line.kind == .total, number > 0 || !hasHeader { append(rule, to: &bytes) }
            append(line.cells, to: &bytes)
        }
    }

    private func append(_ cells: [String], to bytes: inout [UInt8]) {
        var line = ""
        for (place, cell) in cells.enumerated() {
            let cell = TextWidth.shortened(cell, to: widths[place])
            let padding = String(repeating: " ", count: widths[place] - TextWidth.of(cell))
            if place > 0 { line += Self.gap }
            line += areNumbers[place] ? padding + cell : cell + padding
        }
        while line.last == " " { line.removeLast() }
        bytes.raw(line + "\n")
    }

    private func appendRecords(_ lines: [TextLine], isFirst: Bool, to bytes: inout [UInt8]) {
        let heading = headings.map(TextWidth.of).max() ?? 0
        for (number, line) in lines.enumerated() {
            if number > 0 || !isFirst { bytes.append(UInt8(ascii: "\n")) }
            for (name, cell) in zip(headings, line.cells) {
                let padding = String(repeating: " ", count: heading - TextWidth.of(name))
                // A narrow terminal breaks the line itself, and nothing of a value is lost.
                bytes.raw(cell.isEmpty ? name + "\n" : name + padding + Self.gap + cell + "\n")
            }
        }
    }
}
