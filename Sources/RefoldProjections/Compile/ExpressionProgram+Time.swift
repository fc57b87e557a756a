import RefoldCore
import RefoldValues

/// A time or a date: a value that can be truncated to a day.
enum Moment {
    case time(Timestamp)
    case date(CalendarDate)

    /// The time or date in a text; nil if it is neither.
    init?(_ bytes: Span<UInt8>) {
        if bytes.count == 10, let date = try? CalendarDate(bytes) {
            self = .date(date)
        } else if let time = try? Timestamp(bytes, in: 0..<bytes.count) {
            self = .time(time)
        } else {
            return nil
        }
    }

    /// The local day of a time; a date is returned unchanged.
    func date(in zone: TimeZoneRules) -> CalendarDate {
        switch self {
        case .time(let time): zone.date(of: time)
        case .date(let date): date
        }
    }
}

extension ExpressionProgram {
    /// A hash of the rules of its zones; nil if it has none but UTC.
    var zonesDigest: UInt64? {
        let digests = zones.filter { $0 != .utc }.map(\.digest).sorted()
        return digests.isEmpty ? nil : Array(digests.map { "\($0)" }.joined(separator: " ").utf8).span.stableHash
    }

    /// A value as a time or date; nil for null.
    func moment(_ value: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) throws(FoldError) -> Moment? {
        switch value {
        case .null: return nil
        case .timestamp(let microseconds):
            guard let time = Timestamp(microseconds: microseconds) else { throw FoldError(.notTimestamp) }
            return .time(time)
        case .date(let days):
            guard let date = Int(exactly: days).flatMap(CalendarDate.init(days:)) else { throw FoldError(.notDate) }
            return .date(date)
        default:
            guard value.isText, let moment = withText(of: value, event, row, { Moment($0) }) else {
                throw unread(.notTimestamp, value, event, row)
            }
            return moment
        }
    }

    func cut(_ unit: CalendarUnit, _ date: CalendarDate, _ row: inout Row) throws(FoldError) -> FoldValue {
        switch unit {
        case .day: return .date(Int64(date.days))
        case .year: return .number(ExactDecimal(Int64(date.year)), rounding: nil)
        case .month:
            var text: [UInt8] = []
            date.appendMonth(to: &text)
            return .text(try row.add(text.span))
        }
    }
}
