import RefoldValues

/// What stands above the figures: the description, the rows that they cover, and whatever is wrong with them.
struct HTMLOpening {
    private let head: TableHead

    init(_ head: TableHead) { self.head = head }

    func append(to bytes: inout [UInt8]) {
        for line in (head.description ?? "").split(separator: "\n") {
            bytes.element("p", "class=\"lead\"", String(line))
            bytes.markup("\n")
        }
        bytes.markup("<dl class=\"scope\">\n")
        entry("Period", [period], to: &bytes)
        entry("Time zone", [head.interval.timeZone], to: &bytes)
        entry("As of", [moment], to: &bytes)
        if !head.typedTests.isEmpty { entry("Only where", head.typedTests, to: &bytes) }
        bytes.markup("</dl>\n")
        HTMLWarnings(title: "Take care with these figures", head.warnings).append(to: &bytes)
    }

    private func entry(_ name: String, _ texts: [String], to bytes: inout [UInt8]) {
        bytes.markup("<div>")
        bytes.element("dt", name)
        for text in texts { bytes.element("dd", text) }
        bytes.markup("</div>\n")
    }

    private var moment: String {
        if head.hasMomentColumn { return "the moment in each line" }
        return head.asOf.first ?? "event \(HTMLNumber.grouped(Int(head.bound)))"
    }

    /// The first and the last day if the period is whole days, as people say it, else its limits.
    private var period: String {
        guard !head.interval.from.isNull else { return "all data" }
        if let first = day(head.interval.from), let last = day(head.interval.to)?.adding(days: -1), first <= last {
            return first == last ? "\(first)" : "\(first) to \(last)"
        }
        return "from \(limit(head.interval.from)) to before \(limit(head.interval.to))"
    }

    private func day(_ value: TableValue) -> CalendarDate? {
        switch value {
        case .date(let date): return date
        case .timestamp(let time) where head.zone.name == head.interval.timeZone:
            var zone = ZonedText(head.zone)
            return zone.wholeDay(time)
        default: return nil
        }
    }

    private func limit(_ value: TableValue) -> String {
        guard case .timestamp(let time) = value else { return value.plain }
        var zone = ZonedText(head.zone)
        return zone.text(time)
    }
}
