import RefoldValues

extension ChartPlan {
    /// Each column a series.
    func columns(_ figures: [Int], _ own: [ChartLines.Line], _ lines: ChartLines, _ places: ChartPlaces) throws(ChartFault) -> [ChartPlot.Series] {
        let numbers = places.numbers
        var series = figures.map { ChartPlot.Series(name: lines.figureColumns[$0].heading, values: Array(repeating: nil, count: numbers.count)) }
        var seen: Set<Int> = []
        for line in own {
            guard let place = numbers[line.x] else { continue }
            guard seen.insert(place).inserted else {
                throw ChartFault("several lines have the same \(lines.xColumn?.heading ?? ""), as \(places.labels[place])")
            }
            for (number, figure) in figures.enumerated() { series[number].values[place] = line.figures[figure] }
        }
        return series
    }

    /// Each value of the column of series a series, in the order of the table.
    func values(
        _ figure: Int, _ own: [ChartLines.Line], _ lines: ChartLines, _ places: ChartPlaces, _ zone: TimeZoneRules
    ) throws(ChartFault) -> [ChartPlot.Series] {
        let numbers = places.numbers
        var zoned = ZonedText(zone)
        var (series, order): ([ChartPlot.Series], [TableValue: Int]) = ([], [:])
        var seen: Set<[Int]> = []
        for line in own {
            guard let place = numbers[line.x] else { continue }
            let number = order[line.series] ?? series.count
            if number == series.count {
                order[line.series] = number
                series.append(ChartPlot.Series(name: ChartPlaces.label(line.series, &zoned), values: Array(repeating: nil, count: numbers.count)))
            }
            guard seen.insert([number, place]).inserted else {
                let names = [lines.xColumn, lines.seriesColumn].compactMap { $0?.heading }.joined(separator: " and ")
                throw ChartFault("several lines have the same \(names), as \(places.labels[place]) and \(series[number].name)")
            }
            series[number].values[place] = line.figures[figure]
        }
        return series
    }
}
