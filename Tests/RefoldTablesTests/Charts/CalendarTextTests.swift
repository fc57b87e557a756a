import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Texts of cuts of the calendar")
struct CalendarTextTests {
    private static let characters = Array("0123456789-TWQ/+Z:. é".utf8)
    private static let shapes = [
        "2012-07", "2012-Q3", "2012/13-Q1", "2012/13", "2012-W27", "2012-07-01", "2012-07-01T14+02:00", "2012-07-01T14Z", "2024-1234-T1", "2020-W53",
    ]

    @Test("No text of any length traps, and what is read as a place is written as the same text")
    func everyLength() {
        var dice = Dice(seed: 20_240_331)
        var (zone, utc) = (ZonedText(PageSamples.rome), ZonedText(.utc))
        var read = 0
        for length in 0...30 {
            for round in 0..<4_000 {
                // The beginning of a real text, and other characters behind it and in some of its places.
                var bytes = Array(Array(Self.shapes[dice.below(Self.shapes.count)].utf8).prefix(length))
                while bytes.count < length { bytes.append(Self.characters[dice.below(Self.characters.count)]) }
                if length > 0 { for _ in 0..<round % 4 { bytes[dice.below(length)] = Self.characters[dice.below(Self.characters.count)] } }
                let text = String(decoding: bytes, as: UTF8.self)
                read += Self.check(text, &zone) + Self.check(text, &utc)
            }
        }
        #expect(read > 1_000)
    }

    @Test(
        "What only begins like an hour or a week is no place in time",
        arguments: ["2024-1234-T1", "2024-01-01T", "2024-01-01T1", "2024-01-01T14", "2024-01-01T14.5Z", "2024-01-01T14:30Z", "2021-W53", "2012/14"])
    func refused(text: String) {
        var zone = ZonedText(.utc)
        #expect(CalendarText(text, zone: &zone) == nil)
    }

    @Test("A chart of such texts is drawn, side by side")
    func drawn() throws {
        var table = PageSamples.months(0)
        table.cells = ["2024-1234-T1", "2024-01-01T"].flatMap { [.text($0), .number(ExactDecimal(1)), .null, .null] }
        #expect(try PageSamples.page(table).contains("<title>2024-1234-T1, Fines: 1</title>"))
    }

    @Test(
        "The first and the last place of each kind are drawn on one axis, and alone",
        arguments: [
            ("0001-01", "9999-12"), ("0001-Q1", "9999-Q4"), ("0001/02", "9999/00"), ("0001/02-Q1", "9999/00-Q4"), ("0001-W01", "9999-W52"),
            ("0001-01-02", "9999-12-31"), ("0001-01-01T00Z", "9999-12-31T23Z"), ("0001-01-01T00Z", "0001-01-01T01Z"), ("9999-12-31T22Z", "9999-12-31T23Z"),
            ("9999-W51", "9999-W52"), ("9999-12-30", "9999-12-31"),
        ])
    func extremes(first: String, last: String) {
        for texts in [[first, last], [first], [last]] {
            for kind in Chart.Kind.allCases {
                let plot = ChartDrawingTests.plot(kind, [texts.map { _ in "5" }], x: texts)
                guard case .calendar = plot.places.scale else {
                    Issue.record("\(texts) are no places in time")
                    continue
                }
                var bytes: [UInt8] = []
                for form in ChartFrame.Form.allCases { ChartDrawing(form, plot).append(to: &bytes) }
                #expect(String(decoding: bytes, as: UTF8.self).components(of: "class=\"place\"") > 0)
            }
        }
    }

    /// - Returns: 1 if the text is read as a place, else 0.
    private static func check(_ text: String, _ zone: inout ZonedText) -> Int {
        guard let read = CalendarText(text, zone: &zone) else { return 0 }
        let written = Self.text(read, &zone)
        #expect(written == text || written == text.replacing(#/Z$/#, with: "+00:00"))
        return 1
    }

    private static func text(_ read: CalendarText, _ zone: inout ZonedText) -> String? {
        let scale = CalendarScale(unit: read.unit, zone: zone.zone, isFiscal: read.isFiscal)
        let (number, year) = (scale.year(read.place), padded(scale.year(read.place), 4))
        let name = read.isFiscal ? year + "/" + padded((number + 1) % 100, 2) : year
        switch read.unit {
        case .years: return name
        case .quarters: return name + "-Q\(read.place % 4 + 1)"
        case .months: return name + "-" + padded(Int(read.place % 12) + 1, 2)
        case .weeks: return name + "-W" + padded(Int(read.place - scale.place(year: number, month: 1)) + 1, 2)
        case .days: return CalendarDate(days: Int(read.place))?.description
        case .instants:
            guard let time = Timestamp(microseconds: read.place).map({ zone.text($0) }), time.contains(":00:00") else { return nil }
            return time.prefix(10) + "T" + time.dropFirst(11).prefix(2) + time.suffix(6)
        }
    }

    private static func padded(_ number: Int, _ digits: Int) -> String { String(repeating: "0", count: max(0, digits - "\(number)".count)) + "\(number)" }
}
