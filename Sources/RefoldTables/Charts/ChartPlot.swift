import RefoldValues

/// One drawing: values of one unit along one axis.
struct ChartPlot {
    struct Series {
        var name: String
        /// One per place of the axis; nil is a gap.
        var values: [ExactDecimal?]
    }

    /// Lines that stand on each other are areas, since only these show it.
    let kind: Chart.Kind
    let isStacked: Bool
    var title: String
    /// The heading of the horizontal axis.
    var xHeading: String
    var places: ChartPlaces
    /// One to ``mostSeries``; at least one value is not nil.
    var series: [Series]
    /// The currency; empty for plain numbers.
    var unit: String
    /// The heading of the one column that is drawn; nil if there are several.
    var measure: String?
    /// What a reader must know of it, as sentences.
    var notes: [String] = []

    init(
        kind: Chart.Kind, isStacked: Bool, title: String, xHeading: String, places: ChartPlaces, series: [Series], unit: String
    ) {
        self.kind = kind == .line && isStacked ? .area : kind
        (self.isStacked, self.title, self.xHeading, self.places, self.series, self.unit) = (isStacked, title, xHeading, places, series, unit)
    }

    /// As many as there are colours.
    static let mostSeries = 12

    /// Whether all values are whole numbers, so that no tick has decimals.
    var isWhole: Bool { series.allSatisfy { $0.values.allSatisfy { ($0?.reduced.scale ?? 0) == 0 } } }

    /// What stands above the axis of values: the one column or series, the currency, and what letters in the numbers mean.
    func unit(with note: String) -> String {
        ([measure ?? (series.count == 1 ? series[0].name : ""), unit, note]).filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// Whether a line leaves out this place: the axis is one of periods, and it is not the one after the place before.
    func isBroken(before place: Int) -> Bool {
        places.isRegular && places.positions[place] - places.positions[place - 1] > places.step * 1.5
    }
}
