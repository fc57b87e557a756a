import RefoldDefinitions
import RefoldTables

extension ReportParser {
    private static let chartKeys = ["kind", "x", "y", "series", "stacked", "title"]

    /// The charts of `charts: [{kind: "bar", x: "month", y: ["amount"]}]`.
    func charts(_ value: DefinitionValue?) -> [ChartDefinition] {
        let elements = value?.list("a list of charts such as [{kind: \"bar\", x: \"month\", y: [\"amount\"]}]") ?? []
        return elements.compactMap(chart)
    }

    private func chart(_ value: DefinitionValue) -> ChartDefinition? {
        guard let object = value.object("a chart such as {kind: \"bar\", x: \"month\", y: [\"amount\"]}", keys: Self.chartKeys) else { return nil }
        let kind = object.required("kind").flatMap { $0.word("kind of chart", among: Chart.Kind.allCases.map(\.rawValue)) }.flatMap(Chart.Kind.init)
        let x = object.required("x").flatMap { named($0, "the name of a column") }
        let y = names(object.required("y"), "a list of measures such as [\"amount\"]", of: "the name of a measure")
        let series = object.optional("series").flatMap { named($0, "the name of a row column") }
        let isStacked = object.optional("stacked")?.bool() ?? false
        if isStacked, kind == .line {
            object.optional("stacked")?.note("lines are not stacked", expected: "a chart of bars or areas", remedy: "write kind: \"area\"")
        }
        if let series, y.count > 1 {
            series.value(in: reader).note(
                "each value of \"\(series.name)\" and each of \(y.count) columns would be a series", expected: "one column in y beside series",
                remedy: "leave one in y, or leave series out")
        }
        guard let kind, let x, !y.isEmpty else { return nil }
        let title = object.optional("title")?.string("a title, for people")
        return ChartDefinition(kind: kind, x: x, y: y, series: series, isStacked: isStacked, title: title == "" ? nil : title)
    }
}
