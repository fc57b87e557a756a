/// The bars of a chart: side by side at each place, or standing on each other.
struct BarDrawing {
    private let plot: ChartPlot
    private let stack: ChartStack
    private let frame: ChartFrame

    /// Bars of a drawing with more are not named one by one.
    static let mostNamed = 500

    init(_ plot: ChartPlot, _ stack: ChartStack, _ frame: ChartFrame) { (self.plot, self.stack, self.frame) = (plot, stack, frame) }

    func append(to bytes: inout [UInt8]) {
        let isNamed = stack.count <= Self.mostNamed
        let band = frame.width(of: plot.places.step)
        // Between thin bars there is no room, and they overlap a little so that none shows.
        let group = min(band * (band > 4 ? 0.8 : 1.05), frame.letter * 5 * (plot.isStacked ? 1 : Double(plot.series.count)))
        let width = plot.isStacked ? group : group / Double(plot.series.count)
        // Wide bars have a little space between them.
        let drawn = max(width > 6 && !plot.isStacked && plot.series.count > 1 ? width - 1 : width, 0.7)
        for (number, spans) in stack.spans.enumerated() {
            bytes.raw("<g class=\"s\(number)\">")
            if !isNamed { bytes.raw("<path class=\"bar\" d=\"") }
            for (place, span) in spans.enumerated() {
                guard let span, span.from != span.to else { continue }
                let left = frame.x(plot.places.positions[place]) - group / 2 + (plot.isStacked ? 0 : width * Double(number)) + (width - drawn) / 2
                let bar = DrawnBar(x: left, y: frame.y(max(span.from, span.to)), width: drawn, height: abs(frame.y(span.from) - frame.y(span.to)))
                if isNamed { bytes.bar(bar, ChartWords(plot).point(number, place)) } else { bytes.path(bar) }
            }
            bytes.raw(isNamed ? "</g>\n" : "\"/></g>\n")
        }
    }
}
