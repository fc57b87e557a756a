import RefoldDefinitions
import RefoldTables
import RefoldValues

extension ReportPlanner {
    /// The charts, whose names are those of columns before a pivot; notes what is wrong with them.
    func charts() -> [Chart] {
        definition.charts.compactMap { chart in
            let x = known(chart.x)
            let y = chart.y.compactMap { named in known(named).map { (named, $0) } }
            let series = chart.series.flatMap(known)
            if case .money? = x { note(chart.x, "the column \"\(chart.x.name)\" is money", expected: "a column of cuts, days, texts or numbers") }
            for (named, type) in y where !type.isNumeric {
                note(named, "the column \"\(named.name)\" is \(type.word)", expected: "a column of numbers")
            }
            if chart.isStacked, let first = y.first, let other = y.first(where: { $0.1.word != first.1.word }) {
                note(
                    other.0, "\"\(first.0.name)\" is \(first.1.word) and \"\(other.0.name)\" is \(other.1.word), and stacked they would be added up",
                    expected: "columns of one type", remedy: "make two charts of it")
            }
            for named in chart.y where named.name == chart.x.name {
                note(named, "\"\(named.name)\" is x as well", expected: "another column")
            }
            if let named = chart.series, series != nil {
                if named.name == chart.x.name { note(named, "\"\(named.name)\" is x as well", expected: "another row column") }
                if isMeasure(named.name) { note(named, "\"\(named.name)\" is a measure", expected: "a row column") }
            }
            checkPivot(chart)
            return Chart(chart.kind, x: chart.x.name, y: chart.y.map(\.name), series: chart.series?.name, isStacked: chart.isStacked, title: chart.title)
        }
    }

    /// A pivot makes the series itself.
    private func checkPivot(_ chart: ChartDefinition) {
        guard let pivot = definition.shape.pivot else { return }
        if chart.x.name == pivot.column.name { note(chart.x, "\"\(chart.x.name)\" becomes columns by the pivot", expected: "another column") }
        if isMeasure(chart.x.name) { note(chart.x, "the pivot makes several columns of \"\(chart.x.name)\"", expected: "a row column") }
        for named in chart.y where !isMeasure(named.name) && columns.contains(where: { $0.name == named.name }) {
            note(named, "\"\(named.name)\" is a row column", expected: "a measure, of which the pivot makes the columns that are drawn")
        }
        if let series = chart.series {
            note(series, "the columns of the pivot are the series", expected: "a chart without series", remedy: "leave series out")
        }
    }

    private func isMeasure(_ name: String) -> Bool { columns.first { $0.name == name }?.isRowColumn == false }

    /// The type of a column of the report; nil after a finding, and if the column could not be read.
    private func known(_ named: LocatedName) -> TableType? { reportColumn(named.name, at: named.location).flatMap { columns[$0].type } }

    private func note(_ named: LocatedName, _ what: String, expected: String, remedy: String? = nil) {
        named.value(in: reader).note(what, expected: expected, remedy: remedy)
    }
}
