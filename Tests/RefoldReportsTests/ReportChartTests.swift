import RefoldDefinitions
import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Charts of reports")
struct ReportChartTests {
    private static func read(_ text: String) -> (plan: ReportPlan?, faults: [String]) {
        let read = ReportPlan.read(text.utf8, file: "r.report.json5", name: "r", readModels: ["sales": Sample.schema])
        return (read.plan, read.faults.map(\.description))
    }

    private static let months = #"rows: [{month: "sold_at"}, "shop"], measures: {n: {count: "*"}, m: {sum: "quantity"}, p: {sum: "price"}}"#

    private static func table(_ text: String) throws -> FigureTable {
        let plan = try #require(read(text).plan, "\(read(text).faults)")
        let rows = try ["a", "b", "c"].enumerated().map { number, shop in
            Sample.row("k\(number)", ["shop": shop == "c" ? .null : .text(shop), "quantity": .units(Int64(number)), "sold_at": try micros("2024-0\(number + 1)-01T00:00:00Z")])
        }
        return try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil)
    }

    @Test("A table has the charts of its report, by the names of its columns")
    func plain() throws {
        let table = try Self.table(#"{from: "sales", \#(Self.months), charts: [{kind: "area", x: "month", y: ["n"], series: "shop", stacked: true, title: "T"}, {kind: "line", x: "shop", y: ["m", "n"], title: ""}]}"#)
        #expect(
            table.charts == [
                Chart(.area, x: "month", y: ["n"], series: "shop", isStacked: true, title: "T"), Chart(.line, x: "shop", y: ["m", "n"]),
            ])
    }

    @Test("Of a pivot every column with numbers that it makes of a measure is drawn, whatever values occur")
    func pivots() throws {
        let chart = #"charts: [{kind: "bar", x: "month", y: ["n"]}]"#
        let stated = try Self.table(#"{from: "sales", \#(Self.months), pivot: {column: "shop", values: ["b", "a"]}, \#(chart)}"#)
        #expect(stated.charts.map(\.y) == [["b_n", "a_n"]])
        let found = try Self.table(#"{from: "sales", \#(Self.months), pivot: {column: "shop"}, \#(chart)}"#)
        #expect(found.charts.map(\.y) == [["(null)_n", "a_n", "b_n"]])
    }

    @Test("Columns of a table that another definition made are not taken for those of a measure")
    func otherDefinition() throws {
        let sealed = try Self.table(#"{from: "sales", \#(Self.months), pivot: {column: "shop", values: ["a", "b"]}, charts: [{kind: "bar", x: "month", y: ["m"]}]}"#)
        #expect(sealed.charts.map(\.y) == [["a_m", "b_m"]])
        let later = #"{from: "sales", \#(Self.months.replacing("m: {", with: "z: {max: \"quantity\"}, m: {")), pivot: {column: "shop", values: ["a", "b"]}, charts: [{kind: "bar", x: "month", y: ["m"]}]}"#
        #expect(try #require(Self.read(later).plan).charts(of: sealed.columns).map(\.y) == [["m"]])
    }

    @Test("Where lines have moments, each moment is a series, and each column has a chart of its own")
    func moments() throws {
        let table = try Self.table(#"{from: "sales", \#(Self.months), charts: [{kind: "line", x: "month", y: ["n", "m"], title: "T"}, {kind: "bar", x: "shop", y: ["n"], title: "U"}]}"#)
        let list = try ReportMoments("1,2", today: Timestamp.first.utcDate, of: .none, at: .nowhere)
        let moments = try #require(FigureTable([table, table], at: list.moments, of: list))
        #expect(
            moments.charts == [
                Chart(.line, x: "month", y: ["n"], series: "as_of"), Chart(.line, x: "month", y: ["m"], series: "as_of"),
                Chart(.bar, x: "shop", y: ["n"], series: "as_of", title: "U"),
            ])
    }

    @Test(
        "What cannot be drawn is found before rows are read",
        arguments: [
            (#"{kind: "pie", x: "month", y: ["n"]}"#, "there is no kind of chart \"pie\"; expected \"bar\", \"line\" or \"area\""),
            (#"{x: "month", y: ["n"]}"#, "the key \"kind\" is missing"), (#"{kind: "bar", x: "month", y: []}"#, "found an empty list"),
            (#"{kind: "bar", x: "mnth", y: ["n"]}"#, "did you mean \"month\"?"), (#"{kind: "bar", x: "month", y: ["shop"]}"#, "\"shop\" is text; expected a column of numbers"),
            (#"{kind: "bar", x: "n", y: ["n"]}"#, "\"n\" is x as well"), (#"{kind: "bar", x: "month", y: ["n"], series: "month"}"#, "\"month\" is x as well"),
            (#"{kind: "bar", x: "month", y: ["n"], series: "m"}"#, "\"m\" is a measure; expected a row column"),
            (#"{kind: "bar", x: "month", y: ["n", "n"]}"#, "\"n\" stands twice"), (#"{kind: "line", x: "month", y: ["n"], stacked: true}"#, "lines are not stacked"),
            (#"{kind: "bar", x: "month", y: ["n", "p"], stacked: true}"#, "\"n\" is integer and \"p\" is decimal, and stacked they would be added up"),
            (#"{kind: "bar", x: "month", y: ["n", "m"], series: "shop"}"#, "expected one column in y beside series"), (#"{kind: "bar", x: "month", y: ["n"], stack: true}"#, "did you mean \"stacked\"?"),
        ])
    func faults(chart: String, said: String) {
        let faults = Self.read(#"{from: "sales", \#(Self.months), charts: [\#(chart)]}"#).faults
        #expect(faults.count == 1 && faults[0].contains(said), "\(faults)")
    }

    @Test(
        "A chart of a pivot names row columns that are left, and measures",
        arguments: [
            (#"{kind: "bar", x: "shop", y: ["n"]}"#, "becomes columns by the pivot"), (#"{kind: "bar", x: "m", y: ["n"]}"#, "the pivot makes several columns of \"m\""),
            (#"{kind: "bar", x: "month", y: ["n"], series: "shop"}"#, "the columns of the pivot are the series"),
        ])
    func pivotFaults(chart: String, said: String) {
        let faults = Self.read(#"{from: "sales", \#(Self.months), pivot: {column: "shop"}, charts: [\#(chart)]}"#).faults
        #expect(faults.contains { $0.contains(said) }, "\(faults)")
    }
}
