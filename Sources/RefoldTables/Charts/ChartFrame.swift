/// The measures of a drawing, and where values lie in it. Units are those of its view box.
struct ChartFrame {
    /// What a drawing is for.
    enum Form: CaseIterable {
        case wide, narrow
    }

    let form: Form
    private(set) var size: (width: Double, height: Double)
    /// The size of letters.
    let letter: Double
    let values: ValueTicks
    /// What the values are, above their axis; empty if there is nothing to say.
    let unit: String
    /// The area of the values.
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    /// The first position, and how far it lies from the left.
    private let first: Double
    private let margin: Double
    private let scale: Double

    var width: Double { right - left }

    init(_ form: Form, _ plot: ChartPlot, low: Double, high: Double) {
        self.form = form
        let (width, area, letter) = form == .wide ? (860.0, 250.0, 13.0) : (360.0, 205.0, 12.0)
        self.letter = letter
        values = ValueTicks(low, high, count: form == .wide ? 5 : 4, isWhole: plot.isWhole)
        unit = plot.unit(with: values.note)
        let labels = values.ticks.map { LabelWidth.of($0.text, size: letter) }.max() ?? 0
        (left, right) = (labels + 10, width - 10)
        (top, bottom) = (letter * (unit.isEmpty ? 0.7 : 2.2), letter * (unit.isEmpty ? 0.7 : 2.2) + area)
        size = (width, bottom + letter * 3.2)
        let positions = plot.places.positions
        let (start, end) = (positions.first ?? 0, positions.last ?? 1)
        // Bars have half a step on each side, lines a little room for their marks.
        let span = max(end - start, 0)
        margin = plot.kind == .bar || span == 0 ? plot.places.step / 2 : span * 8 / (right - left)
        first = start
        scale = (right - left) / (span + 2 * margin)
    }

    /// Takes away the room of a second row of labels.
    mutating func dropSecondRow() { size.height -= letter * 1.3 }

    /// Where a position of the horizontal axis lies.
    func x(_ position: Double) -> Double { left + (position - first + margin) * scale }

    /// Where a value lies.
    func y(_ value: Double) -> Double { bottom - (value - values.low) / (values.high - values.low) * (bottom - top) }

    /// The width of a step of the horizontal axis.
    func width(of step: Double) -> Double { step * scale }
}
