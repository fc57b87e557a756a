import RefoldValues

/// A chart in words, with exact numbers.
struct ChartWords {
    private let plot: ChartPlot

    init(_ plot: ChartPlot) { self.plot = plot }

    /// One value: `2012-07, paid: 1234.50 EUR`.
    func point(_ series: Int, _ place: Int) -> String {
        let number = plot.series[series].values[place]?.description ?? ""
        return "\(plot.places.labels[place]), \(plot.series[series].name): \(number)\(unit)"
    }

    /// What is drawn, from where to where, and the smallest and the largest value.
    var description: String {
        let kind =
            switch plot.kind {
            case .bar: plot.isStacked ? "Stacked bars" : "Bars"
            case .line: "Lines"
            case .area: plot.isStacked ? "Stacked areas" : "Areas"
            }
        let names = plot.series.map(\.name).joined(separator: ", ")
        let count = plot.series.count == 1 ? names : "\(plot.series.count) series (\(names))"
        let labels = plot.places.labels
        var text = "\(kind) of \(count) by \(plot.xHeading)"
        if let first = labels.first, let last = labels.last {
            text += labels.count == 1 ? ", at \(first)." : ", \(HTMLNumber.grouped(labels.count)) places from \(first) to \(last)."
        }
        guard let (low, high) = ends else { return text }
        return text + " Smallest value: \(words(low)). Largest value: \(words(high))."
    }

    private typealias Point = (series: Int, place: Int, value: ExactDecimal)

    private func words(_ point: Point) -> String {
        let name = plot.series.count == 1 ? "" : ", \(plot.series[point.series].name)"
        return "\(point.value)\(unit) (\(plot.places.labels[point.place])\(name))"
    }

    private var unit: String { plot.unit.isEmpty ? "" : " \(plot.unit)" }

    /// The first of the smallest and of the largest values.
    private var ends: (low: Point, high: Point)? {
        var ends: (low: Point, high: Point)?
        for (number, series) in plot.series.enumerated() {
            for (place, value) in series.values.enumerated() {
                guard let value else { continue }
                let point = (number, place, value)
                guard let known = ends else {
                    ends = (point, point)
                    continue
                }
                if value < known.low.value { ends?.low = point }
                if value > known.high.value { ends?.high = point }
            }
        }
        return ends
    }
}
