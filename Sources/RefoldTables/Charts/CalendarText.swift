import RefoldValues

/// A text of a cut of the calendar, and its place among those of its kind: `2012-07`, `2012-Q3`, `2012/13-Q1`, `2012/13`, `2012-W27`,
/// `2012-07-01` and `2012-07-01T14+02:00`.
struct CalendarText {
    var unit: CalendarUnit
    /// Years, quarters, months and days since the beginning of the calendar or since 1970, microseconds for instants; see ``CalendarScale``.
    var place: Int64
    /// Whether it names a year as `2012/13`.
    var isFiscal: Bool

    init(unit: CalendarUnit, place: Int64, isFiscal: Bool = false) { (self.unit, self.place, self.isFiscal) = (unit, place, isFiscal) }

    /// - Returns: nil for any other text.
    init?(_ text: String, zone: inout ZonedText) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 7, bytes.count <= 25, let year = Self.number(bytes[0..<4]), year >= 1 else { return nil }
        if bytes[4] == UInt8(ascii: "/") {
            guard let next = Self.number(bytes[5..<7]), next == (year + 1) % 100 else { return nil }
            self.init(year, rest: Array(bytes[7...]), isFiscal: true)
        } else if bytes.count == 10, let date = CalendarDate(text) {
            self.init(unit: .days, place: Int64(date.days))
        } else if bytes.count > 10, bytes[10] == UInt8(ascii: "T") {
            self.init(hour: bytes, zone: &zone)
        } else {
            self.init(year, rest: Array(bytes[4...]), isFiscal: false)
        }
    }

    private init?(_ year: Int, rest: [UInt8], isFiscal: Bool) {
        if rest.isEmpty {
            self.init(unit: .years, place: Int64(year), isFiscal: isFiscal)
            return
        }
        guard rest.count >= 3, rest[0] == UInt8(ascii: "-") else { return nil }
        switch rest[1] {
        case UInt8(ascii: "Q"):
            guard rest.count == 3, let quarter = Self.number(rest[2...]), (1...4).contains(quarter) else { return nil }
            self.init(unit: .quarters, place: Int64(year * 4 + quarter - 1), isFiscal: isFiscal)
        case UInt8(ascii: "W"):
            // Not every year has a week 53.
            guard rest.count == 4, !isFiscal, let week = Self.number(rest[2...]), (1...53).contains(week),
                case let scale = CalendarScale(unit: .weeks, zone: .utc), case let place = scale.place(year: year, month: 1) + Int64(week) - 1,
                scale.year(place) == year
            else { return nil }
            self.init(unit: .weeks, place: place)
        default:
            guard rest.count == 3, !isFiscal, let month = Self.number(rest[1...]), (1...12).contains(month) else { return nil }
            self.init(unit: .months, place: Int64(year * 12 + month - 1))
        }
    }

    /// An hour of the zone that the page shows times in. Those of another zone are not drawn as times.
    private init?(hour bytes: [UInt8], zone: inout ZonedText) {
        // Two digits of the hour, and an offset of six characters or `Z`.
        guard bytes.count == 14 || bytes.count == 19, Self.number(bytes[11..<13]) != nil else { return nil }
        let text = String(decoding: bytes[..<13], as: UTF8.self) + ":00:00" + String(decoding: bytes[13...], as: UTF8.self)
        guard let time = Timestamp(text), zone.text(time).utf8.elementsEqual(Self.shown(text).utf8) else { return nil }
        self.init(unit: .instants, place: time.microseconds)
    }

    /// A time of RFC 3339 as ``ZonedText`` shows it.
    private static func shown(_ text: String) -> String {
        let text = text.prefix(10) + " " + text.dropFirst(11)
        return text.last == "Z" ? text.dropLast() + "+00:00" : String(text)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : nil
    }
}

/// What neighbouring places of an axis of time are apart.
enum CalendarUnit: Hashable {
    case years, quarters, months, weeks, days, instants
}
