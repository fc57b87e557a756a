import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Drawings")
struct ChartDrawingTests {
    static func plot(_ kind: Chart.Kind, _ values: [[String?]], x: [String], isStacked: Bool = false) -> ChartPlot {
        let series = values.enumerated().map { number, values in ChartPlot.Series(name: "s\(number)", values: values.map { $0.flatMap { ExactDecimal($0) } }) }
        let places = ChartPlaces(x.map { .text($0) }, kind: kind, zone: .utc)
        return ChartPlot(kind: kind, isStacked: isStacked, title: "T", xHeading: "x", places: places, series: series, unit: "EUR")
    }

    private func svg(_ plot: ChartPlot, _ form: ChartFrame.Form = .wide) -> String {
        var bytes: [UInt8] = []
        ChartDrawing(form, plot).append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The attribute of each element with this beginning.
    private func numbers(_ svg: String, _ element: String, _ attribute: String) -> [Double] {
        svg.split(separator: element).dropFirst().compactMap { part in
            part.split(separator: " \(attribute)=\"").dropFirst().first?.split(separator: "\"").first.flatMap { Double($0) }
        }
    }

    @Test("Bars are as high as their values, those of negative values hang below zero, and null has none")
    func bars() {
        let svg = svg(Self.plot(.bar, [["40", "-20", nil, "0"]], x: ["a", "b", "c", "d"]))
        let (tops, heights) = (numbers(svg, "<rect", "y"), numbers(svg, "<rect", "height"))
        #expect(heights.count == 2)
        #expect(abs(heights[0] - 2 * heights[1]) < 0.02)
        #expect(abs(tops[0] + heights[0] - tops[1]) < 0.02)
        #expect(abs(numbers(svg, "<line class=\"zero\"", "y1")[0] - tops[1]) < 0.02)
        #expect(svg.contains("<title>b, s0: -20 EUR</title>"))
    }

    @Test("A drawing has a role, a title and words")
    func access() {
        let svg = svg(Self.plot(.bar, [["40"]], x: ["a"]))
        #expect(svg.hasPrefix("<svg class=\"wide-drawing\" role=\"img\" viewBox=\"0 0 860 "))
        #expect(svg.contains("<title>T</title><desc>Bars of s0 by x, at a. Smallest value: 40 EUR (a). Largest value: 40 EUR (a).</desc>"))
    }

    @Test("Lines are broken at nulls and at missing months, and a value alone has a mark")
    func lines() {
        let whole = svg(Self.plot(.line, [["1", "2", "3"]], x: ["2012-01", "2012-02", "2012-03"]))
        #expect(whole.components(of: "class=\"line") == 1)
        #expect(whole.components(of: "class=\"point\"") == 3)
        #expect(svg(Self.plot(.line, [["1", "2", nil, "3", "4"]], x: ["a", "b", "c", "d", "e"])).components(of: "class=\"line") == 2)
        #expect(svg(Self.plot(.line, [["1", "2", "3", "4"]], x: ["2012-01", "2012-02", "2012-04", "2012-05"])).components(of: "class=\"line") == 2)
        #expect(svg(Self.plot(.line, [["1", "2"]], x: ["2012-04-01", "2012-04-09"])).components(of: "class=\"line") == 1)
        let alone = svg(Self.plot(.area, [["1", nil, "2", "3"]], x: ["a", "b", "c", "d"]))
        #expect(alone.components(of: "class=\"point\"") == 1)
        #expect(svg(Self.plot(.line, [["1"]], x: ["a"])).components(of: "class=\"point\"") == 1)
    }

    @Test("A thousand values have no marks, and a thousand bars are one shape")
    func many() {
        let (x, values) = ((0..<1000).map { "n\($0)" }, (0..<1000).map { "\($0 - 500)" })
        let line = svg(Self.plot(.line, [values], x: x))
        #expect(line.components(of: "class=\"point\"") == 0)
        #expect(line.components(of: "class=\"line") == 1)
        let bars = svg(Self.plot(.bar, [values], x: x))
        #expect(bars.components(of: "<rect") == 0)
        #expect(bars.components(of: "class=\"bar\"") == 1)
        #expect(bars.components(of: "z") >= 999)
    }

    @Test("Twelve lines differ in colour, and in dashes or marks")
    func patterns() {
        let svg = svg(Self.plot(.line, (1...12).map { ["\($0)", "\($0 + 1)"] }, x: ["a", "b"]))
        let lines = svg.split(separator: "<g class=\"s").dropFirst()
        let patterns = lines.map { line in
            let dash = line.split(separator: " dash").dropFirst().first?.prefix(1) ?? ""
            let mark =
                line.split(separator: "class=\"point\" d=\"M").dropFirst().first?.split(separator: "m").dropFirst().first?.split(separator: "z").first ?? ""
            return "\(dash) \(mark)"
        }
        #expect(patterns.count == 12)
        #expect(Set(patterns).count == 12)
    }

    @Test("Names that are too long for bars have a row each, on narrow screens above their bars")
    func rows() {
        let names = (0..<8).map { "A rather long name of something, number \($0)" }
        let plot = Self.plot(.bar, [["1", "2", "3", "4", "5", "-6", nil, "0"]], x: names)
        for form in ChartFrame.Form.allCases {
            let svg = svg(plot, form)
            let (lefts, widths) = (numbers(svg, "<rect", "x"), numbers(svg, "<rect", "width"))
            #expect(svg.components(of: "class=\"name\"") == 8)
            #expect(widths.count == 6)
            #expect(abs(widths[4] - 5 * widths[0]) < 0.05)
            #expect(abs(lefts[5] + widths[5] - lefts[0]) < 0.02)
        }
        #expect(svg(plot, .narrow).contains(">A rather long name of something, number 3</text>"))
        #expect(svg(Self.plot(.bar, [["1", "2"]], x: ["a", "b"])).components(of: "class=\"name\"") == 0)
    }

    @Test("The palettes have twelve colours with a contrast of 3 to 1 at least")
    func contrast() {
        for (name, ground) in [("light", "#ffffff"), ("dark", "#14181f")] {
            let part = name == "light" ? ChartStyle.sheet.split(separator: "@media")[0] : ChartStyle.sheet.split(separator: "@media")[1]
            let colours = part.split(separator: ": #").dropFirst().map { "#" + $0.prefix(6) }
            #expect(Set(colours).count == 12, "\(name)")
            for colour in colours { #expect(Self.contrast(colour, ground) >= 3, "\(name) \(colour)") }
        }
        #expect(HTMLStyle.page.contains("--ground: #fff;") && HTMLStyle.page.contains("--ground: #14181f;"))
    }

    /// By the rules of WCAG 2.
    private static func contrast(_ a: String, _ b: String) -> Double {
        let (x, y) = (luminance(a), luminance(b))
        return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }

    private static func luminance(_ colour: String) -> Double {
        let value = Int(colour.dropFirst(), radix: 16) ?? 0
        let parts = [value >> 16, value >> 8 & 255, value & 255].map { part -> Double in
            let part = Double(part) / 255
            return part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// To the power of 2.4: the fifth root of the twelfth power.
    private static func power(_ base: Double) -> Double {
        let twelfth = (0..<12).reduce(1.0) { power, _ in power * base }
        var root = 1.0
        for _ in 0..<80 { root = (4 * root + twelfth / (root * root * root * root)) / 5 }
        return root
    }
}
