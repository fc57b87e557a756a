import RefoldTables
import RefoldValues
import RefoldZones

/// The moments of `--as-of`, the earliest first, each once.
public struct ReportMoments: Hashable, Sendable {
    public let moments: [ReportMoment]
    /// Whether several were asked for, so that the report has a column `as_of`, also if one is left.
    public let isList: Bool

    /// The name of the column.
    public static let column = "as_of"
    /// How many there may be.
    static let most = 1000
    /// What is expected where a moment stands.
    public static let forms = "a position, a time such as 2024-09-30T12:00:00Z, a date, several with commas, or month-ends:2024"
    private static let units: [(word: String, months: Int)] = [("month-ends", 1), ("quarter-ends", 3), ("year-ends", 12)]

    /// Reads `4711`, `2024-09-30T12:00:00Z`, `2024-09-30`, several of these with commas between, and `month-ends:2024`, `quarter-ends:2024`,
    /// `year-ends:2001/2014`.
    ///
    /// - Parameters:
    ///   - today: the day in the report's zone that relative periods are based on.
    ///   - names: what the report has beside the periods of every report.
    ///   - place: the place of the text, for faults.
    /// - Throws: status 2 for another form, positions and times together, or more than 1,000 moments.
    public init(_ text: String, today: CalendarDate, of names: PeriodNames = .none, at place: Place = .named("--as-of")) throws(RefoldError) {
        var found: [ReportMoment] = []
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for part in parts { found += try Self.read(part, today, names, place) }
        let positions = found.count { if case .position = $0.form { true } else { false } }
        guard positions == 0 || positions == found.count else {
            throw RefoldError(.usage, "positions and times stand together", at: place, expected: "one kind of moment", remedy: "make two reports; years of a range are written year-ends:2001/2014")
        }
        guard found.count <= Self.most else {
            throw RefoldError(.usage, "there are \(found.count) moments", at: place, expected: "at most \(Self.most)", remedy: "take longer units, or several reports")
        }
        isList = parts.count > 1 || text.contains(":") && Self.units.contains { text.hasPrefix($0.word) }
        moments = found.reduce(into: []) { known, moment in if !known.contains(moment) { known.append(moment) } }
    }

    /// These moments, for a report without a column for them.
    public init(_ moments: [ReportMoment]) { (self.moments, isList) = (moments, false) }

    /// Moments as a manifest keeps them.
    ///
    /// - Throws: as ``init(_:today:at:)``.
    public init(texts: [String], isList: Bool, at place: Place) throws(RefoldError) {
        let read = try ReportMoments(texts.joined(separator: ","), today: .first, at: place)
        (moments, self.isList) = (read.moments, isList)
    }

    private static func read(_ text: String, _ today: CalendarDate, _ names: PeriodNames, _ place: Place) throws(RefoldError) -> [ReportMoment] {
        if let unit = units.first(where: { text.hasPrefix($0.word + ":") }) {
            return try ends(of: unit.months, in: String(text.dropFirst(unit.word.count + 1)), today, names, place)
        }
        let digits = Array(text.utf8)
        if !digits.isEmpty, digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
            guard let position = Int64(text) else { throw unknown(text, place) }
            return [ReportMoment(.position(position))]
        }
        do throws(TimeError) {
            return [ReportMoment(.day(try CalendarDate(digits.span)))]
        } catch {
            guard error != .noSuchDay || digits.count > 10 else {
                throw RefoldError(.usage, "\"\(text)\": \(error)", at: place, expected: error.expected)
            }
        }
        guard let time = Timestamp(text) else { throw unknown(text, place) }
        return [ReportMoment(.time(time))]
    }

    private static func unknown(_ text: String, _ place: Place) -> RefoldError {
        RefoldError(
            .usage, "\"\(text)\" is no moment", at: place, expected: forms,
            remedy: Suggestion.phrase(for: String(text.prefix { $0 != ":" }), among: units.map(\.word)))
    }

    /// The last days of the months, quarters or years that end in a period. A range of years, quarters or months contains its last one.
    private static func ends(of months: Int, in text: String, _ today: CalendarDate, _ names: PeriodNames, _ place: Place) throws(RefoldError) -> [ReportMoment] {
        let period: Period
        if let (one, other) = Self.range(text) {
            let (first, last) = (try Period(one, today: today, of: names, at: place), try Period(other, today: today, of: names, at: place))
            guard let whole = Period(from: first.from, to: last.to) else {
                throw RefoldError(.usage, "the range \"\(text)\" is empty", at: place, expected: "a last unit that is not before the first, as 2001/2014")
            }
            period = whole
        } else {
            period = try Period(text, today: today, of: names, at: place)
        }
        var days: [ReportMoment] = []
        var start = period.from.startOfMonth.adding(months: -((period.from.month - 1) % months))
        while let next = start?.adding(months: months), let day = next.adding(days: -1), next <= period.to, days.count <= most {
            if day >= period.from { days.append(ReportMoment(.day(day))) }
            start = next
        }
        guard !days.isEmpty else {
            throw RefoldError(.usage, "nothing ends in \"\(text)\"", at: place, expected: "a period with at least one such end, as year-ends:2024")
        }
        return days
    }

    /// The two periods of a range, `2001/2014` or `2023/24/2024/25`; nil if the text is one period, as both days are.
    private static func range(_ text: String) -> (String, String)? {
        guard !PeriodNames.isOfReport(text) || text.contains("/" + PeriodNames.calendarPrefix) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let middle = parts.count / 2
        let (first, last) = (parts[..<middle].joined(separator: "/"), parts[middle...].joined(separator: "/"))
        guard parts.count % 2 == 0, first.utf8.count < 10 || PeriodNames.isOfReport(first), last.utf8.count < 10 || PeriodNames.isOfReport(last) else { return nil }
        return (first, last)
    }

    /// The moments in order of time, for a zone.
    public func ordered(in zone: TimeZoneRules) -> [ReportMoment] {
        moments.sorted { a, b in
            switch (a.form, b.form) {
            case (.position(let a), .position(let b)): return a < b
            default:
                let (one, other) = (a.lastInstant(in: zone), b.lastInstant(in: zone))
                return one == other ? a.text < b.text : one.map { one in other.map { one < $0 } ?? false } ?? false
            }
        }
    }

    /// The type of the column.
    var columnType: TableType {
        let isPosition = moments.contains { if case .position = $0.form { true } else { false } }
        let isDay = moments.allSatisfy { if case .day = $0.form { true } else { false } }
        let isTime = moments.allSatisfy { if case .time = $0.form { true } else { false } }
        // A day and the instant that ends it are two moments.
        return isPosition ? .integer : isDay ? .date : isTime ? .timestamp : .text
    }
}
