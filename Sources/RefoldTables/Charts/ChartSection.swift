import RefoldValues

/// A chart on a page: its title, its legend and its drawings, or why there is none.
///
/// Each chart is drawn twice, for wide and for narrow screens, since text cannot be read in a drawing that is made smaller. The style sheet
/// shows one of them.
struct ChartSection {
    private let plots: [ChartPlot]
    private let title: String
    private let sentences: [String]

    init(_ lines: ChartLines, zone: TimeZoneRules) {
        let plan = ChartPlan(lines, zone: zone)
        (title, plots, sentences) = (plan.title, plan.plots, plan.sentences)
    }

    func append(to bytes: inout [UInt8]) {
        for plot in plots {
            open(plot.title, to: &bytes)
            if plot.series.count > 1 { appendLegend(plot, to: &bytes) }
            for form in ChartFrame.Form.allCases { ChartDrawing(form, plot).append(to: &bytes) }
            for note in plot.notes { bytes.element("p", "class=\"note\"", note) }
            bytes.raw("</figure>\n")
        }
        guard !sentences.isEmpty else { return }
        open(title, to: &bytes)
        for sentence in sentences { bytes.element("p", "class=\"note\"", sentence) }
        bytes.raw("</figure>\n")
    }

    private func open(_ title: String, to bytes: inout [UInt8]) {
        bytes.raw("<figure class=\"chart\">\n")
        bytes.element("figcaption", title)
        bytes.raw("\n")
    }

    private func appendLegend(_ plot: ChartPlot, to bytes: inout [UInt8]) {
        let isLine = plot.kind == .line
        bytes.raw("<ul class=\"legend\">\n")
        for (number, series) in plot.series.enumerated() {
            bytes.raw("<li><svg class=\"key s\(number)\" viewBox=\"0 0 \(isLine ? 34 : 14) 14\" aria-hidden=\"true\">")
            if isLine {
                bytes.raw("<path class=\"line dash\(number % ChartStyle.dashes)\" d=\"M0 7H34\"/>")
                ChartMark(number).append(x: 17, y: 7, title: nil, to: &bytes)
            } else {
                bytes.raw("<path class=\"bar\" d=\"M0 0h14v14h-14z\"/>")
            }
            bytes.raw("</svg>")
            bytes.element("span", series.name)
            bytes.raw("</li>\n")
        }
        bytes.raw("</ul>\n")
    }
}
