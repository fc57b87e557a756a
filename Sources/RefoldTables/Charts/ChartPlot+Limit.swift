import RefoldValues

extension ChartPlot {
    /// Keeps as many series as there are colours, the largest, in their order. Where values stand on each other the others are added up, so that
    /// the whole stays right; else they are left out, since nobody knows whether their values can be added. A note says so.
    mutating func limitSeries() throws(ChartFault) {
        guard series.count > Self.mostSeries else { return }
        let sizes = series.map { $0.values.reduce(0) { $0 + abs($1?.drawn ?? 0) } }
        let kept = isStacked ? Self.mostSeries - 1 : Self.mostSeries
        let largest = Set(series.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }.prefix(kept))
        let rest = series.indices.filter { !largest.contains($0) }
        let all = series
        series = all.indices.filter(largest.contains).map { all[$0] }
        if isStacked {
            series.append(Series(name: "\(rest.count) others together", values: try Self.sums(rest.map { all[$0].values })))
            notes.append("The \(kept) largest of \(all.count) series are drawn; the other \(rest.count) are added up.")
        } else {
            notes.append("The \(kept) largest of \(all.count) series are drawn; the table has all.")
        }
    }

    /// The exact sums, place by place; nil where all are nil.
    private static func sums(_ values: [[ExactDecimal?]]) throws(ChartFault) -> [ExactDecimal?] {
        var sums = values.first ?? []
        for row in values.dropFirst() {
            for (place, value) in row.enumerated() {
                guard let value else { continue }
                do throws(DecimalError) {
                    sums[place] = try sums[place]?.adding(value) ?? value
                } catch {
                    throw ChartFault("there are more than \(mostSeries) series, and the sums of some have too many digits")
                }
            }
        }
        return sums
    }
}
