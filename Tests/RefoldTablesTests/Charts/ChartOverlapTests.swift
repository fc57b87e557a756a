import Foundation
import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Drawings in a browser", .enabled(if: Browser.isThere, "needs chromium and python3"))
struct ChartOverlapTests {
    @Test("In hundreds of random charts no text touches another, and nothing lies outside its drawing")
    func overlaps() throws {
        let browser = try Browser()
        var bytes: [UInt8] = []
        let page = HTMLPage(title: "Charts")
        page.begin(to: &bytes)
        var dice = Dice(seed: 20_120_701)
        var drawn = 0
        for number in 0..<320 {
            let plot = Self.plot(number, &dice)
            guard let plot else { continue }
            drawn += 2
            bytes.raw("<figure class=\"chart\">")
            bytes.element("figcaption", plot.title)
            for form in ChartFrame.Form.allCases { ChartDrawing(form, plot).append(to: &bytes) }
            bytes.raw("</figure>")
        }
        // Both drawings at the sizes that they are made for, in a copy that may run the script.
        bytes.raw("<style>main { max-width: none; } .chart > svg.wide-drawing, .chart > svg.narrow-drawing { display: block; }")
        bytes.raw(".wide-drawing { width: 860px; } .narrow-drawing { width: 360px; }</style><script>")
        bytes += Array(try Data(contentsOf: URL(filePath: script("overlaps.js", of: "HTML"))))
        bytes.raw("</script>")
        page.end(to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "default-src 'none'; ", with: "")
        let document = try browser.document(try browser.file("charts.html", Array(text.utf8)))
        let result = try #require(document.split(separator: "<pre id=\"found\">").last?.split(separator: "</pre>").first)
        #expect(result.hasPrefix("{\"drawings\":\(drawn),\"texts\":"), "\(result)")
        #expect(result.hasSuffix("\"found\":[]}"), "\(result)")
        #expect(drawn > 500)
    }

    /// A chart of any kind, with few or many values of any size; nil if it has no values.
    private static func plot(_ number: Int, _ dice: inout Dice) -> ChartPlot? {
        let kind = Chart.Kind.allCases[number % 3]
        let count = [1, 2, 3, 5, 7, 12, 24, 31, 60, 150, 400, 1000][dice.below(12)]
        let seriesCount = count > 100 ? 1 + dice.below(2) : [1, 1, 2, 3, 5, 12][dice.below(6)]
        let axis = dice.below(Axis.allCases.count)
        let places = ChartPlaces(Axis.allCases[axis].values(count, &dice), kind: kind, zone: PageSamples.rome)
        let scale = [0, 0, 2, 2, 2, 6, 20, 38][dice.below(8)]
        let size = [1, 10, 1000, 100_000, 10_000_000, 1_000_000_000_000][dice.below(6)]
        let sign = dice.below(4)
        let raised = dice.below(12) == 0 ? Int128(1_000_000_000_000_000_000) : 1
        let series = (0..<seriesCount).map { series in
            let values = places.values.map { _ -> ExactDecimal? in
                if sign == 3, dice.below(3) == 0 { return nil }
                let value = Int128(dice.below(size)) * raised * (sign == 1 || sign == 2 && dice.below(2) == 0 ? -1 : 1)
                return ExactDecimal(mantissa: value, scale: scale)
            }
            return ChartPlot.Series(name: String(repeating: "Series of it ", count: 1 + dice.below(8)) + "\(series)", values: values)
        }
        guard series.contains(where: { $0.values.contains { $0 != nil } }) else { return nil }
        return ChartPlot(
            kind: kind, isStacked: dice.below(2) == 0, title: "\(number) \(kind) \(Axis.allCases[axis]) \(count)", xHeading: "x", places: places,
            series: series,
            unit: ["", "EUR", "no currency"][dice.below(3)])
    }

    private enum Axis: CaseIterable {
        case months, days, sparseDays, years, quarters, fiscal, weeks, hours, times, seconds, short, long, mixed, letters, whole, fractions, large

        func values(_ count: Int, _ dice: inout Dice) -> [TableValue] {
            let start = dice.below(5000)
            return (0..<count).map { value(start, $0, &dice) }
        }

        private func value(_ start: Int, _ place: Int, _ dice: inout Dice) -> TableValue {
            let at = start + place
            switch self {
            case .months: return .text(Self.padded(1500 + at / 12, 4) + "-" + Self.padded(at % 12 + 1, 2))
            case .days: return CalendarDate(days: at).map { .date($0) } ?? .null
            case .sparseDays: return CalendarDate(days: start + place * 37 + dice.below(30)).map { .date($0) } ?? .null
            case .years: return .number(ExactDecimal(Int64(1900 + start % 100 + place)))
            case .quarters: return .text(Self.padded(1500 + at / 4, 4) + "-Q\(at % 4 + 1)")
            case .fiscal: return .text(Self.padded(1500 + at / 4, 4) + "/" + Self.padded((1501 + at / 4) % 100, 2) + "-Q\(at % 4 + 1)")
            case .weeks: return .text(Self.padded(1500 + at / 52, 4) + "-W" + Self.padded(at % 52 + 1, 2))
            case .hours: return Timestamp(microseconds: (370_000 + Int64(at)) * 3_600_000_000).map { .timestamp($0) } ?? .null
            case .times: return Timestamp(microseconds: (1_332_000_000 + Int64(at * 7919 + dice.below(5000))) * 1_000_000).map { .timestamp($0) } ?? .null
            case .seconds: return Timestamp(microseconds: 1_332_000_000_000_000 + Int64(at) * 250_000).map { .timestamp($0) } ?? .null
            case .short: return .text("n\(place)")
            case .long: return .text("The long name of a thing that somebody sold, WWWWMMMM number \(place)")
            case .mixed: return .text(dice.below(3) == 0 ? "a\(place)" : String(repeating: "Mixed iiii ", count: dice.below(6)) + "\(place)")
            case .letters: return .text(["Straße", "ΑΒΓΔ", "日本語の名前", "Ёлка", "ﷺ", "🇮🇹🇮🇹"][place % 6] + "\(place)")
            case .whole: return .number(ExactDecimal(Int64(at)))
            case .fractions: return ExactDecimal(mantissa: Int128(at) * 7919 + Int128(dice.below(7000)), scale: 4).map { .number($0) } ?? .null
            case .large: return ExactDecimal(mantissa: Int128(at) * 1_000_000_000_000_000_000_000_000, scale: 0).map { .number($0) } ?? .null
            }
        }

        private static func padded(_ number: Int, _ digits: Int) -> String { String(repeating: "0", count: max(0, digits - "\(number)".count)) + "\(number)" }
    }
}
