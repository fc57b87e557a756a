import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Places of the horizontal axis")
struct ChartPlacesTests {
    private func places(_ texts: [String], _ kind: Chart.Kind = .line) -> ChartPlaces {
        ChartPlaces(texts.map { .text($0) }, kind: kind, zone: PageSamples.rome)
    }

    @Test(
        "Cuts of the calendar lie in order of time at their distances",
        arguments: [
            (["2012-03", "2012-01", "2013-01"], CalendarUnit.months, [0.0, 2, 12]), (["2012-Q4", "2013-Q1", "2013-Q3"], .quarters, [0, 1, 3]),
            (["2011/12-Q4", "2012/13-Q1"], .quarters, [0, 1]), (["2011/12", "2009/10"], .years, [0, 2]),
            (["2011-W52", "2012-W01", "2012-W03"], .weeks, [0, 1, 3]),
            (["2012-02-28", "2012-03-01"], .days, [0, 2]), (["2012-03-01", "2012-01-01"], .months, [0, 2]), (["2012-01-01", "2010-01-01"], .years, [0, 2]),
            (["2012-10-28T02+02:00", "2012-10-28T02+01:00"], .instants, [0, 3.6e9]),
        ])
    func calendar(texts: [String], unit: CalendarUnit, distances: [Double]) throws {
        let places = places(texts)
        guard case .calendar(let scale) = places.scale else { throw PlacesFailed(scale: places.scale) }
        #expect(scale.unit == unit)
        #expect(places.positions.map { $0 - places.positions[0] } == distances)
    }

    @Test(
        "Other texts stand side by side in the order of the table",
        arguments: [
            ["2012", "1999"], ["b", "a"], ["2012-03", "(others)"], ["2012-13", "2012-01"], ["2012-03", "2012-Q1"], ["2012/14", "2012/13"],
            ["2012-07-01T14+05:00", "2012-07-01T13+02:00"], ["", "-"],
        ])
    func names(texts: [String]) {
        let places = places(texts)
        #expect(places.scale == .names)
        #expect(places.values == texts.map { .text($0) })
        #expect(places.positions == [0, 1])
    }

    @Test("Times that all begin a day count as days, and lie in the zone of the table")
    func midnights() throws {
        let times = ["2012-03-24T23:00:00Z", "2012-03-25T22:00:00Z"].compactMap { Timestamp($0) }
        let places = ChartPlaces(times.map { .timestamp($0) }, kind: .line, zone: PageSamples.rome)
        #expect(places.positions.last.map { $0 - places.positions[0] } == 1)
        #expect(places.labels == ["2012-03-25 00:00:00+01:00", "2012-03-26 00:00:00+02:00"])
    }

    @Test("Lines have numbers at their distances; bars of numbers that are far apart stand side by side")
    func numbers() {
        let values: [TableValue] = [.number(ExactDecimal(9000)), .number(ExactDecimal(1))]
        #expect(ChartPlaces(values, kind: .line, zone: .utc).positions == [1, 9000])
        #expect(ChartPlaces(values, kind: .bar, zone: .utc).scale == .names)
        #expect(ChartPlaces([.number(ExactDecimal(2012)), .number(ExactDecimal(2010))], kind: .bar, zone: .utc).positions == [2010, 2012])
    }

    @Test("Each value has one place, and nulls and empty texts are named")
    func once() {
        let places = ChartPlaces([.text("a"), .null, .text("a"), .text("")], kind: .bar, zone: .utc)
        #expect(places.labels == ["a", "(none)", "(empty)"])
        #expect(ChartPlaces([], kind: .bar, zone: .utc).values.isEmpty)
    }

    private struct PlacesFailed: Error { var scale: ChartPlaces.Scale }
}

@Suite("Labels of the horizontal axis")
struct AxisLabelsTests {
    private func labels(_ texts: [String], form: ChartFrame.Form = .wide) -> AxisLabels {
        let places = ChartPlaces(texts.map { .text($0) }, kind: .bar, zone: .utc)
        let series = ChartPlot.Series(name: "a", values: texts.map { _ in ExactDecimal(7) })
        let plot = ChartPlot(kind: .bar, isStacked: false, title: "", xHeading: "x", places: places, series: [series], unit: "")
        return AxisLabels(places, ChartFrame(form, plot, low: 0, high: 7))
    }

    private func months(_ count: Int) -> [String] { (0..<count).map { "\(2001 + $0 / 12)-" + ($0 % 12 < 9 ? "0" : "") + "\($0 % 12 + 1)" } }

    @Test("A year of months has each month and the year below the first")
    func months() {
        let labels = labels(months(14))
        #expect(labels.lower.map(\.text) == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"])
        #expect(labels.upper.map(\.text) == ["2001", "2002"])
    }

    @Test("Many months have years, or on narrow screens every second year")
    func years() {
        #expect(labels(months(150)).lower.map(\.text) == (2001...2013).map { "\($0)" })
        #expect(labels(months(150), form: .narrow).lower.map(\.text) == stride(from: 2002, through: 2012, by: 2).map { "\($0)" })
    }

    @Test("Three years of months have quarters")
    func quarters() {
        let labels = labels(months(36))
        #expect(labels.lower.prefix(5).map(\.text) == ["Jan", "Apr", "Jul", "Oct", "Jan"])
    }

    @Test("Weeks begin anew with each year of weeks")
    func weeks() {
        let labels = labels(["2020-W51", "2020-W52", "2020-W53", "2021-W01", "2021-W02"])
        #expect(labels.lower.map(\.text) == ["W51", "W52", "W53", "W01", "W02"])
        #expect(labels.upper.map(\.text) == ["2020", "2021"])
    }

    @Test("Days have their number and the month below; quarters of fiscal years their year")
    func daysAndQuarters() {
        let days = labels(["2012-02-27", "2012-02-28", "2012-02-29", "2012-03-01", "2012-03-02"])
        #expect(days.lower.map(\.text) == ["27", "28", "29", "1", "2"])
        #expect(days.upper.map(\.text) == ["Feb 2012", "Mar 2012"])
        let quarters = labels(["2011/12-Q3", "2011/12-Q4", "2012/13-Q1"])
        #expect(quarters.lower.map(\.text) == ["Q3", "Q4", "Q1"])
        #expect(quarters.upper.map(\.text) == ["2011/12", "2012/13"])
    }

    @Test("The first and the last year of the calendar have labels on the same axis")
    func wholeCalendar() {
        let labels = labels(["0001-02-03", "1970-01-01", "9999-12-31"])
        #expect(labels.lower.map(\.text) == (1...9).map { "\($0)000" })
        #expect(zip(labels.lower, labels.lower.dropFirst()).allSatisfy { $0.mark < $1.mark })
    }

    @Test("Long names are shortened, and say so")
    func names() {
        let long = labels((0..<10).map { "A very long name of a thing, number \($0)" })
        #expect(!long.isComplete)
        #expect(long.lower.allSatisfy { $0.text.hasSuffix("…") })
        #expect(labels(["a", "b"]).isComplete)
    }

    @Test("A label shows the beginning of a long text")
    func longLabels() {
        let places = ChartPlaces([.text(String(repeating: "é", count: 1_000_000)), .text(String(repeating: "x", count: 200))], kind: .bar, zone: .utc)
        #expect(places.labels == [String(repeating: "é", count: 100) + "…", String(repeating: "x", count: 200)])
    }
}
