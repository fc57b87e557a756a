import RefoldValues

/// Times as the clocks of a zone show them: `2012-07-01 02:00:00+02:00`.
struct ZonedText {
    let zone: TimeZoneRules
    private var hint = TimeZoneRules.Hint()

    init(_ zone: TimeZoneRules) { self.zone = zone }

    /// The time with the offset of its zone. A time whose local year is not within 1 to 9999 is in UTC.
    mutating func text(_ time: Timestamp) -> String {
        let (local, offset) = local(time)
        var bytes: [UInt8] = []
        local.appendRFC3339(to: &bytes)
        bytes.removeLast()
        bytes[10] = UInt8(ascii: " ")
        return String(decoding: bytes, as: UTF8.self) + Self.text(offset: offset)
    }

    /// The instant that UTC writes as the zone's clocks show the time, and the offset in seconds.
    mutating func local(_ time: Timestamp) -> (time: Timestamp, offset: Int) {
        let offset = Int(zone.offset(at: time, hint: &hint))
        guard let local = Timestamp(microseconds: time.microseconds + Int64(offset) * 1_000_000) else { return (time, 0) }
        return (local, offset)
    }

    /// The local day if the time is the first instant of one; else nil.
    mutating func wholeDay(_ time: Timestamp) -> CalendarDate? {
        let date = zone.date(of: time, hint: &hint)
        return zone.startOfDay(date) == time ? date : nil
    }

    /// Offsets of whole minutes as `+02:00`, others, as there were before 1900, as `+00:49:56`.
    private static func text(offset: Int) -> String {
        let parts = [abs(offset) / 3600, abs(offset) / 60 % 60, abs(offset) % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return (offset < 0 ? "-" : "+") + parts.prefix(offset % 60 == 0 ? 2 : 3).joined(separator: ":")
    }
}
