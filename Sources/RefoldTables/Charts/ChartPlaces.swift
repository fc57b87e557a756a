import RefoldValues

/// Where the values of the horizontal axis lie, in the order of the drawing.
///
/// Times and cuts of the calendar lie in order of time, at their distances. Numbers lie so too, but bars of numbers far apart stand side by
/// side. All other values stand side by side in the order of the table.
struct ChartPlaces {
    enum Scale: Hashable {
        case names
        case numbers(isWhole: Bool)
        case calendar(CalendarScale)
    }

    private(set) var scale = Scale.names
    /// Each value once.
    private(set) var values: [TableValue] = []
    /// What the values are called.
    private(set) var labels: [String] = []
    /// Ascending.
    private(set) var positions: [Double] = []
    /// The least distance of two positions, more than 0.
    private(set) var step = 1.0

    /// Whether each step of the axis is a period of its own, so that a missing one is a gap.
    var isRegular: Bool {
        guard case .calendar(let scale) = scale else { return false }
        return scale.unit != .instants
    }

    init(_ all: [TableValue], kind: Chart.Kind, zone: TimeZoneRules) {
        var seen: Set<TableValue> = []
        let distinct = all.filter { seen.insert($0).inserted }
        var zoned = ZonedText(zone)
        if let numbers = Self.numbers(distinct, kind) {
            place(distinct, at: numbers.map(\.drawn), .numbers(isWhole: numbers.allSatisfy { $0.reduced.scale == 0 }), &zoned)
        } else if let (scale, places) = Self.calendar(distinct, &zoned) {
            place(distinct, at: places.map(Double.init), .calendar(scale), &zoned)
        } else {
            place(distinct, at: distinct.indices.map(Double.init), .names, &zoned)
        }
    }

    private mutating func place(_ distinct: [TableValue], at places: [Double], _ scale: Scale, _ zone: inout ZonedText) {
        let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        self.scale = scale
        values = order.map { distinct[$0] }
        positions = order.map { places[$0] }
        labels = values.map { Self.label($0, &zone) }
        step = zip(positions, positions.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.min() ?? 1
    }

    static func label(_ value: TableValue, _ zone: inout ZonedText) -> String {
        switch value {
        case .null: "(none)"
        case .text(""): "(empty)"
        case .timestamp(let time): zone.text(time)
        // A longer text would stand in every tooltip.
        case .text(let text) where text.utf8.count > mostBytes: Printable.text(String(text.prefix(mostLetters))) + "…"
        default: Printable.text(value.plain)
        }
    }

    private static let (mostBytes, mostLetters) = (200, 100)

    /// The numbers, if they lie at their distances.
    private static func numbers(_ values: [TableValue], _ kind: Chart.Kind) -> [ExactDecimal]? {
        let numbers = values.compactMap(\.number)
        guard !numbers.isEmpty, numbers.count == values.count else { return nil }
        guard kind == .bar else { return numbers }
        guard numbers.allSatisfy({ $0.reduced.scale == 0 }), let low = numbers.min(), let high = numbers.max() else { return nil }
        return high.drawn - low.drawn < Double(max(60, numbers.count * 3)) ? numbers : nil
    }

    /// The places in time, if all values have one. Days that all begin months or years, and instants that all begin days, count as these.
    private static func calendar(_ values: [TableValue], _ zone: inout ZonedText) -> (CalendarScale, [Int64])? {
        var texts: [CalendarText] = []
        for value in values {
            guard let text = text(value, &zone), text.unit == texts.first?.unit ?? text.unit, text.isFiscal == texts.first?.isFiscal ?? text.isFiscal
            else { return nil }
            texts.append(text)
        }
        guard let first = texts.first else { return nil }
        var (scale, places) = (CalendarScale(unit: first.unit, zone: zone.zone, isFiscal: first.isFiscal), texts.map(\.place))
        if scale.unit == .instants, case let days = places.compactMap({ Timestamp(microseconds: $0) }).compactMap({ zone.wholeDay($0) }),
            days.count == places.count
        {
            (scale.unit, places) = (.days, days.map { Int64($0.days) })
        }
        if scale.unit == .days, places.count > 1, case let dates = places.map(scale.date), dates.allSatisfy({ $0.day == 1 }) {
            scale.unit = dates.allSatisfy { $0.month == 1 } ? .years : .months
            places = dates.map { scale.place(year: $0.year, month: $0.month) }
        }
        return (scale, places)
    }

    private static func text(_ value: TableValue, _ zone: inout ZonedText) -> CalendarText? {
        switch value {
        case .date(let date): CalendarText(unit: .days, place: Int64(date.days))
        case .timestamp(let time): CalendarText(unit: .instants, place: time.microseconds)
        case .text(let text): CalendarText(text, zone: &zone)
        default: nil
        }
    }
}

extension ChartPlaces {
    /// The number of each value in the order of the drawing.
    var numbers: [TableValue: Int] { Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) }) }
}
