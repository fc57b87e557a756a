import RefoldValues

/// How fine the labels of an axis of time are: every so many of a unit, at the places where calendars begin to count.
enum CalendarLevel {
    case seconds(Int), days(Int), weeks(Int), months(Int), quarters(Int), years(Int)

    /// From the finest to the coarsest.
    static func levels(of unit: CalendarUnit) -> [CalendarLevel] {
        let years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map(years)
        switch unit {
        case .years: return years
        case .quarters: return [quarters(1), quarters(2)] + years
        case .months: return [months(1), months(3), months(6)] + years
        case .weeks: return [1, 2, 4, 13, 26].map(weeks) + years
        case .days: return [1, 2, 5, 10].map(days) + [months(1), months(3), months(6)] + years
        case .instants:
            return [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200].map(seconds) + levels(of: .days)
        }
    }

    /// The ticks of this level from one place of the axis to another.
    ///
    /// - Returns: nil if there may be more than `most`.
    func ticks(from low: Int64, through high: Int64, _ scale: CalendarScale, most: Int) -> [AxisLabels.Tick]? {
        let span = Double(high - low)
        let (perYear, length): (Double, Double) =
            switch self {
            case .seconds(let count): (365.25 * 86_400, Double(count))
            case .days(let count): (365.25, Double(count))
            case .weeks(let count): (52.18, Double(count))
            case .months(let count): (12, Double(count))
            case .quarters(let count): (4, Double(count))
            case .years(let count): (1, Double(count))
            }
        guard span / Self.perYear(scale.unit) * perYear / length < Double(most) else { return nil }
        // The first week of a year may begin in the year before.
        let years = max(scale.year(low) - 1, 1)...min(scale.year(high) + 1, 9999)
        let ticks: [AxisLabels.Tick] =
            switch self {
            case .seconds(let count): Self.seconds(count, low, high, scale.zone)
            case .days(let count): Self.days(count, low, high, scale)
            case .weeks(let count): Self.parts(low, high, by: count, ofYear: 53, scale) { "W" + ($0 < 9 ? "0" : "") + "\($0 + 1)" }
            case .quarters(let count): Self.parts(low, high, by: count, ofYear: 4, scale) { "Q\($0 + 1)" }
            case .months(let count):
                years.flatMap { year in
                    stride(from: 1, through: 12, by: count).map { month in
                        Self.tick(scale.place(year: year, month: month), CalendarScale.months[month - 1], group: scale.name(ofYear: year), month == 1)
                    }
                }
            case .years(let count):
                years.filter { $0 % count == 0 }.map { Self.tick(scale.place(year: $0, month: 1), scale.name(ofYear: $0)) }
            }
        return ticks.filter { $0.position >= Double(low) && $0.position <= Double(high) }
    }

    private static func perYear(_ unit: CalendarUnit) -> Double {
        switch unit {
        case .years: 1
        case .quarters: 4
        case .months: 12
        case .weeks: 52.18
        case .days: 365.25
        case .instants: 365.25 * 86_400e6
        }
    }

    private static func tick(_ place: Int64, _ text: String, group: String = "", _ begins: Bool = false) -> AxisLabels.Tick {
        AxisLabels.Tick(position: Double(place), text: text, group: group, beginsGroup: begins)
    }

    /// Weeks and quarters: each place of the axis is one.
    private static func parts(
        _ low: Int64, _ high: Int64, by count: Int, ofYear most: Int, _ scale: CalendarScale, _ text: (Int) -> String
    ) -> [AxisLabels.Tick] {
        (low...high).compactMap { place in
            let year = scale.year(place)
            let part = Int(place - scale.place(year: year, month: 1))
            // The last one of a year would stand too near to the first of the next.
            guard part % count == 0, part == 0 || part + (count + 1) / 2 <= most else { return nil }
            return tick(place, text(part), group: scale.name(ofYear: year), part == 0)
        }
    }

    private static func days(_ count: Int, _ low: Int64, _ high: Int64, _ scale: CalendarScale) -> [AxisLabels.Tick] {
        (scale.date(low).days...scale.date(high).days).compactMap { days in
            guard let date = CalendarDate(days: Int(days)), case let parts = date.components, (parts.day - 1) % count == 0, count == 1 || parts.day < 31
            else { return nil }
            return tick(scale.place(date), "\(parts.day)", group: "\(CalendarScale.months[parts.month - 1]) \(parts.year)", parts.day == 1)
        }
    }

    /// Times of day at which clocks of the zone show a multiple of so many seconds.
    private static func seconds(_ count: Int, _ low: Int64, _ high: Int64, _ zone: TimeZoneRules) -> [AxisLabels.Tick] {
        var zoned = ZonedText(zone)
        // Offsets of zones are multiples of a quarter of an hour, but for old ones, whose hours then have no labels.
        let grid = Int64(min(count, 900)) * 1_000_000
        let first = Int64((Double(low) / Double(grid)).rounded(.up)) * grid
        return stride(from: first, through: high, by: Int(grid)).compactMap { instant in
            guard let local = Timestamp(microseconds: instant).map({ zoned.local($0).time }) else { return nil }
            let second = Int((local.microseconds - Timestamp(startOfUTCDay: local.utcDate).microseconds) / 1_000_000)
            guard second % count == 0 else { return nil }
            let parts = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            let date = local.utcDate.components
            return tick(
                instant, parts.prefix(count < 60 ? 3 : 2).joined(separator: ":"),
                group: "\(date.day) \(CalendarScale.months[date.month - 1]) \(date.year)", second == 0)
        }
    }
}
