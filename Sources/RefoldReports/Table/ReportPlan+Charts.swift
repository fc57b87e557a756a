import RefoldTables

extension ReportPlan {
    /// The charts of a table with these columns: of a pivot, every column that it makes of a measure is drawn.
    ///
    /// - Parameter shown: the columns of the table, with or without a first one for the moment.
    public func charts(of shown: [TableColumn]) -> [Chart] {
        guard shape.pivot != nil else { return charts }
        let made = shown.filter { !$0.isRowColumn }
        return charts.map { chart in
            var chart = chart
            chart.y = chart.y.flatMap { name -> [String] in
                guard let measure = measures.firstIndex(where: { $0.name == name }) else { return [name] }
                return made.indices.filter { $0 % measures.count == measure }.map { made[$0].name }
            }
            return chart
        }
    }
}
