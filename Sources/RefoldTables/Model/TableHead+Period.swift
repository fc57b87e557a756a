import RefoldValues

extension TableHead {
    /// The rows that the table covers, for pages: its first and its last day if the period is whole days, `2024-04-01 to 2024-04-30`, else
    /// its limits, times in ``zone``; nil if no period was given.
    public var periodText: String? {
        guard !interval.from.isNull else { return nil }
        if let first = day(interval.from), let last = day(interval.to)?.adding(days: -1), first <= last {
            return first == last ? "\(first)" : "\(first) to \(last)"
        }
        return "from \(limit(interval.from)) to before \(limit(interval.to))"
    }

    /// The day that begins at a limit of the period; nil if none does.
    private func day(_ value: TableValue) -> CalendarDate? {
        switch value {
        case .date(let date): return date
        case .timestamp(let time) where zone.name == interval.timeZone:
            var zoned = ZonedText(zone)
            return zoned.wholeDay(time)
        default: return nil
        }
    }

    private func limit(_ value: TableValue) -> String {
        guard case .timestamp(let time) = value else { return value.plain }
        var zoned = ZonedText(zone)
        return zoned.text(time)
    }
}
