/// A chart as an SVG element: axes, then values.
struct ChartDrawing {
    private let plot: ChartPlot
    private let stack: ChartStack
    private var frame: ChartFrame
    private let labels: AxisLabels

    init(_ form: ChartFrame.Form, _ plot: ChartPlot) {
        self.plot = plot
        stack = ChartStack(plot)
        frame = ChartFrame(form, plot, low: stack.low, high: stack.high)
        labels = AxisLabels(plot.places, frame)
        if labels.upper.isEmpty { frame.dropSecondRow() }
    }

    func append(to bytes: inout [UInt8]) {
        if plot.kind == .bar, plot.places.scale == .names, !labels.isComplete, let rows = RowDrawing(frame.form, plot, stack) {
            return rows.append(to: &bytes)
        }
        Self.begin(plot, frame.form, frame.size, to: &bytes)
        appendUnits(to: &bytes)
        appendValues(to: &bytes)
        switch plot.kind {
        case .bar: BarDrawing(plot, stack, frame).append(to: &bytes)
        case .line, .area: LineDrawing(plot, stack, frame).append(to: &bytes)
        }
        // Above bars and areas, which begin at it.
        bytes.line("zero", x: (frame.left, frame.right), y: (frame.y(0), frame.y(0)))
        appendLabels(to: &bytes)
        bytes.raw("</svg>\n")
    }

    /// Appends the beginning of the element, and what it says to people who cannot see it.
    static func begin(_ plot: ChartPlot, _ form: ChartFrame.Form, _ size: (width: Double, height: Double), to bytes: inout [UInt8]) {
        let name = form == .wide ? "wide-drawing" : "narrow-drawing"
        bytes.raw("<svg class=\"\(name)\" role=\"img\" viewBox=\"0 0 \(Int(size.width)) \(Int(size.height.rounded(.up)))\">\n")
        bytes.element("title", plot.title)
        bytes.element("desc", ChartWords(plot).description)
        bytes.raw("\n")
    }

    /// What the numbers of the axes are.
    private func appendUnits(to bytes: inout [UInt8]) {
        let note = labels.note.isEmpty ? "" : "\(plot.xHeading): \(labels.note)"
        let room = frame.size.width - 2
        let right = LabelWidth.shortened(note, to: room * 0.45, size: frame.letter)
        let left = LabelWidth.shortened(frame.unit, to: note.isEmpty ? room : room * 0.5, size: frame.letter)
        if !left.isEmpty { bytes.label("unit", left, x: 1, y: frame.letter, "start") }
        if !right.isEmpty { bytes.label("unit", right, x: room + 1, y: frame.letter, "end") }
    }

    private func appendValues(to bytes: inout [UInt8]) {
        for tick in frame.values.ticks {
            let y = frame.y(tick.value)
            bytes.line("grid", x: (frame.left, frame.right), y: (y, y))
            bytes.label("value", tick.text, x: frame.left - 6, y: y + frame.letter * 0.35, "end")
        }
    }

    private func appendLabels(to bytes: inout [UInt8]) {
        for label in labels.lower {
            bytes.line("mark", x: (label.mark, label.mark), y: (frame.bottom, frame.bottom + 5))
            bytes.label("place", label.text, x: label.x, y: frame.bottom + frame.letter * 1.5, "middle")
        }
        for label in labels.upper { bytes.label("group", label.text, x: label.x, y: frame.bottom + frame.letter * 2.8, "middle") }
    }
}
