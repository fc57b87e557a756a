import RefoldTables
import RefoldValues
import RefoldZones

/// A moment as of which figures are asked for.
public struct ReportMoment: Hashable, Sendable {
    /// How the moment is named.
    public enum Form: Hashable, Sendable {
        /// All events up to it.
        case position(Int64)
        /// All events that were recorded at or before it.
        case time(Timestamp)
        /// All events that were recorded before the end of the day in the report's zone.
        case day(CalendarDate)
    }

    /// How the moment is named.
    public var form: Form

    public init(_ form: Form) { self.form = form }

    /// As `--as-of` takes it, and a manifest keeps it: `4711`, `2024-09-30`, `2024-09-30T12:00:00Z`.
    public var text: String {
        switch form {
        case .position(let position): "\(position)"
        case .time(let time): time.description
        case .day(let day): day.description
        }
    }

    /// The last instant that counts; nil for a position.
    ///
    /// - Parameter zone: of the report.
    public func lastInstant(in zone: TimeZoneRules) -> Timestamp? {
        switch form {
        case .position: nil
        case .time(let time): time
        case .day(let day): Timestamp(microseconds: Self.end(of: day, in: zone).microseconds - 1)
        }
    }

    /// The value of `"@as_of"`: the time, or the instant that ends the day; nil for a position.
    public func instant(in zone: TimeZoneRules) -> Timestamp? {
        if case .day(let day) = form { Self.end(of: day, in: zone) } else { lastInstant(in: zone) }
    }

    /// The instant that ends a day in a zone.
    public static func end(of day: CalendarDate, in zone: TimeZoneRules) -> Timestamp { day.adding(days: 1).map { zone.startOfDay($0) } ?? .last }

    /// What stands in the column `as_of`.
    ///
    /// - Parameter type: of the column; text if days and times stand together.
    func cell(as type: TableType) -> TableValue {
        switch form {
        case .position(let position): .number(ExactDecimal(position))
        case .day(let day) where type == .date: .date(day)
        case .time(let time) where type == .timestamp: .timestamp(time)
        case .day, .time: .text(text)
        }
    }
}
