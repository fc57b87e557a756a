import RefoldTables

extension ReportPlan {
    /// The charts of a table with these columns: of a pivot, every column with numbers that it makes of a measure is drawn.
    ///
    /// The columns may be those of a sealed table, whose definition had other measures: what is not surely of a measure is not drawn, and the page
    /// says that there is no such column.
    ///
    /// - Parameter shown: the columns of the table, with or without a first one for the moment.
    public func charts(of shown: [TableColumn]) -> [Chart] {
        guard shape.pivot != nil else { return charts }
        let made = shown.filter { !$0.isRowColumn }
        let isOfThese = made.indices.allSatisfy { made[$0].name.hasSuffix("_" + measures[$0 % measures.count].name) }
        guard isOfThese, made.count % measures.count == 0 else { return charts }
        return charts.map { chart in
            var chart = chart
            chart.y = chart.y.flatMap { name -> [String] in
                let places = made.indices.filter { measures[$0 % measures.count].name == name && made[$0].type.isNumeric }
                return places.isEmpty ? [name] : places.map { made[$0].name }
            }
            return chart
        }
    }
}
