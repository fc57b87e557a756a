import RefoldValues

/// From where to where each value is drawn: from zero, or if values stand on each other, from the end of those before it on the same side of
/// zero.
struct ChartStack {
    /// One per series, in it one per place; nil for gaps.
    let spans: [[(from: Double, to: Double)?]]
    /// The least and the largest end of a value; zero is between them.
    let low: Double
    let high: Double

    init(_ plot: ChartPlot) {
        let count = plot.places.values.count
        var (above, below) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        var (low, high) = (0.0, 0.0)
        spans = plot.series.map { series in
            series.values.enumerated().map { place, value in
                guard let value = value?.drawn else { return nil }
                var from = 0.0
                if plot.isStacked { from = value < 0 ? below[place] : above[place] }
                let to = from + value
                if value < 0 { below[place] = to } else { above[place] = to }
                (low, high) = (min(low, to), max(high, to))
                return (from, to)
            }
        }
        (self.low, self.high) = (low, high)
    }

    /// How many values there are.
    var count: Int { spans.reduce(0) { $0 + $1.lazy.filter { $0 != nil }.count } }
}
