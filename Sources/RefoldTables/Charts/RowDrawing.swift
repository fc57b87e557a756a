/// Bars of names that are too long to stand below bars: each name has a row of its own, and its bars go to the right, negative ones to the left.
struct RowDrawing {
    private let form: ChartFrame.Form
    private let plot: ChartPlot
    private let stack: ChartStack
    private let letter: Double
    private let size: (width: Double, height: Double)
    private let values: ValueTicks
    private let unit: String
    /// The area of the values.
    private let left: Double
    private let right: Double
    private let top: Double
    private let row: Double
    private let bar: Double

    /// More would be longer than a page.
    private static let mostRows = 40
    private static let mostBars = 120

    /// - Returns: nil if there are too many rows.
    init?(_ form: ChartFrame.Form, _ plot: ChartPlot, _ stack: ChartStack) {
        (self.form, self.plot, self.stack) = (form, plot, stack)
        let bars = plot.isStacked ? 1 : plot.series.count
        let rows = plot.places.values.count
        guard rows <= Self.mostRows, rows * bars <= Self.mostBars else { return nil }
        let (width, letter) = form == .wide ? (860.0, 13.0) : (360.0, 12.0)
        self.letter = letter
        let names = plot.places.labels.map { LabelWidth.of($0, size: letter) }.max() ?? 0
        // On narrow screens names stand above their bars.
        let start = form == .wide ? min(names, width * 0.32) + 12 : 4
        (left, right) = (start, width - 8)
        bar = bars == 1 ? letter * 1.3 : letter * 0.9
        row = bar * Double(bars) + letter * (form == .wide ? 0.7 : 2.1)
        values = Self.ticks(stack, isWhole: plot.isWhole, room: width - 8 - start, letter)
        unit = plot.unit(with: values.note)
        top = unit.isEmpty ? letter * 0.4 : letter * 1.7
        size = (width, top + row * Double(rows) + letter * 2)
    }

    /// As many ticks as their texts allow.
    private static func ticks(_ stack: ChartStack, isWhole: Bool, room: Double, _ letter: Double) -> ValueTicks {
        for count in stride(from: 6, to: 1, by: -1) {
            let ticks = ValueTicks(stack.low, stack.high, count: count, isWhole: isWhole)
            let widest = ticks.ticks.map { LabelWidth.of($0.text, size: letter) }.max() ?? 0
            if (widest + 8) * Double(ticks.ticks.count) < room { return ticks }
        }
        return ValueTicks(stack.low, stack.high, count: 1, isWhole: isWhole)
    }

    func append(to bytes: inout [UInt8]) {
        ChartDrawing.begin(plot, form, size, to: &bytes)
        if !unit.isEmpty { bytes.label("unit", LabelWidth.shortened(unit, to: size.width - 2, size: letter), x: 1, y: letter, "start") }
        let bottom = top + row * Double(plot.places.values.count)
        for tick in values.ticks {
            bytes.line("grid", x: (x(tick.value), x(tick.value)), y: (top, bottom))
            let half = LabelWidth.of(tick.text, size: letter) / 2
            bytes.label("value", tick.text, x: min(max(x(tick.value), half + 1), size.width - half - 1), y: bottom + letter * 1.4, "middle")
        }
        for number in plot.series.indices { appendBars(number, to: &bytes) }
        bytes.line("zero", x: (x(0), x(0)), y: (top, bottom))
        for (place, name) in plot.places.labels.enumerated() { append(name, place, to: &bytes) }
        bytes.raw("</svg>\n")
    }

    private func append(_ name: String, _ place: Int, to bytes: inout [UInt8]) {
        let start = top + row * Double(place)
        switch form {
        case .wide:
            let text = LabelWidth.shortened(name, to: left - 12, size: letter)
            bytes.label("name", text, x: left - 8, y: start + row / 2 + letter * 0.35, "end")
        case .narrow: bytes.label("name", LabelWidth.shortened(name, to: right - left, size: letter), x: left, y: start + letter * 1.35, "start")
        }
    }

    private func appendBars(_ series: Int, to bytes: inout [UInt8]) {
        bytes.raw("<g class=\"s\(series)\">")
        for (place, span) in stack.spans[series].enumerated() {
            guard let span, span.from != span.to else { continue }
            let start = top + row * Double(place) + letter * (form == .wide ? 0.35 : 1.75) + (plot.isStacked ? 0 : bar * Double(series))
            let drawn = DrawnBar(x: x(min(span.from, span.to)), y: start, width: abs(x(span.to) - x(span.from)), height: bar - 1)
            bytes.bar(drawn, ChartWords(plot).point(series, place))
        }
        bytes.raw("</g>\n")
    }

    private func x(_ value: Double) -> Double { left + (value - values.low) / (values.high - values.low) * (right - left) }
}
