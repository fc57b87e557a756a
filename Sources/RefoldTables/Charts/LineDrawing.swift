/// The lines and areas of a chart. Values beside a gap on both sides have marks, and so have all if they are few.
struct LineDrawing {
    private let plot: ChartPlot
    private let stack: ChartStack
    private let frame: ChartFrame

    init(_ plot: ChartPlot, _ stack: ChartStack, _ frame: ChartFrame) { (self.plot, self.stack, self.frame) = (plot, stack, frame) }

    func append(to bytes: inout [UInt8]) {
        let isArea = plot.kind == .area
        let count = plot.places.values.count
        // Marks nearer to each other than twice their size would hide the line.
        let hasMarks = !isArea && count * 14 < Int(frame.width) && count * plot.series.count <= BarDrawing.mostNamed
        for number in stack.spans.indices {
            let runs = runs(number)
            bytes.raw("<g class=\"s\(number)\">")
            if isArea { for run in runs where run.count > 1 { appendArea(number, run, to: &bytes) } }
            for run in runs where run.count > 1 { appendLine(number, run, to: &bytes) }
            for run in runs where hasMarks || run.count == 1 {
                for place in run { appendMark(number, place, to: &bytes) }
            }
            bytes.raw("</g>\n")
        }
    }

    /// The places of a series without a gap between them.
    private func runs(_ series: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for (place, span) in stack.spans[series].enumerated() where span != nil {
            if let last = runs.last, last.upperBound == place, !plot.isBroken(before: place) {
                runs[runs.count - 1] = last.lowerBound..<place + 1
            } else {
                runs.append(place..<place + 1)
            }
        }
        return runs
    }

    private func appendArea(_ series: Int, _ run: Range<Int>, to bytes: inout [UInt8]) {
        bytes.raw("<path class=\"area\(plot.isStacked ? " stacked" : "")\" d=\"")
        for place in run { appendPoint(place, stack.spans[series][place]?.to, isFirst: place == run.lowerBound, to: &bytes) }
        for place in run.reversed() { appendPoint(place, stack.spans[series][place]?.from, isFirst: false, to: &bytes) }
        bytes.raw("z\"/>")
    }

    private func appendLine(_ series: Int, _ run: Range<Int>, to bytes: inout [UInt8]) {
        bytes.raw("<path class=\"line\(plot.kind == .line ? " dash\(series % ChartStyle.dashes)" : "")\" d=\"")
        for place in run { appendPoint(place, stack.spans[series][place]?.to, isFirst: place == run.lowerBound, to: &bytes) }
        bytes.raw("\"/>")
    }

    private func appendPoint(_ place: Int, _ value: Double?, isFirst: Bool, to bytes: inout [UInt8]) {
        bytes.raw(isFirst ? "M" : "L")
        bytes.position(frame.x(plot.places.positions[place]))
        bytes.raw(" ")
        bytes.position(frame.y(value ?? 0))
    }

    private func appendMark(_ series: Int, _ place: Int, to bytes: inout [UInt8]) {
        guard let span = stack.spans[series][place] else { return }
        ChartMark(series).append(x: frame.x(plot.places.positions[place]), y: frame.y(span.to), title: ChartWords(plot).point(series, place), to: &bytes)
    }
}

/// The mark of a value on a line. Neighbouring series have other shapes, so that colours are not needed to tell them apart.
struct ChartMark {
    private let shape: Int

    init(_ series: Int) { shape = series % Self.shapes.count }

    /// Circle, square and diamond, around the middle.
    private static let shapes = ["m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", "m-3.2 -3.2h6.4v6.4h-6.4z", "m0 -4.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z"]

    func append(x: Double, y: Double, title: String?, to bytes: inout [UInt8]) {
        bytes.raw("<path class=\"point\" d=\"M")
        bytes.position(x)
        bytes.raw(" ")
        bytes.position(y)
        bytes.raw("\(Self.shapes[shape])\"")
        guard let title else { return bytes.raw("/>") }
        bytes.raw(">")
        bytes.element("title", title)
        bytes.raw("</path>")
    }
}
