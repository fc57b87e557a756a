/// A rule for all years, as POSIX writes it in `TZ` and a zone file in its last line: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixRule: Hashable {
    /// Daylight saving time of every year.
    struct Daylight: Hashable {
        /// Seconds ahead of UTC. Below those of standard time if a law calls summer time the standard.
        var offset: Int
        /// When it begins, in standard time, and when it ends, in daylight saving time.
        var start: Moment
        var end: Moment
    }

    /// A moment of every year.
    struct Moment: Hashable {
        enum Day: Hashable {
            /// `J60`: 1 to 365; 29 February is not counted.
            case withoutLeapDay(Int)
            /// `59`: 0 to 365; 29 February is counted.
            case ofYear(Int)
            /// `M3.5.0`: the week from 1 to 5 (the last one), and the day from 0 (Sunday) to 6.
            case weekday(month: Int, week: Int, day: Int)
        }

        var day: Day
        /// Seconds after midnight; up to a week before or after it.
        var seconds: Int
    }

    /// Seconds ahead of UTC.
    let standard: Int
    /// Nil if the clock is never changed.
    let daylight: Daylight?

    /// The rule in a text; nil if it is none. Daylight saving time without its dates is none: nothing says when it begins.
    init?(_ text: some Sequence<UInt8>) {
        var reader = RuleReader(Array(text))
        guard reader.skipDesignation(), let offset = reader.time(hours: 24) else { return nil }
        // POSIX counts what is west of Greenwich.
        standard = -offset
        guard !reader.isAtEnd else {
            daylight = nil
            return
        }
        guard reader.skipDesignation() else { return nil }
        var saving = standard + 3600
        if reader.next != UInt8(ascii: ",") {
            guard let offset = reader.time(hours: 24) else { return nil }
            saving = -offset
        }
        guard let start = reader.moment(), let end = reader.moment(), reader.isAtEnd, saving < 93_600 else { return nil }
        daylight = Daylight(offset: saving, start: start, end: end)
    }
}

/// Reads the parts of a rule.
private struct RuleReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }
    var next: UInt8? { isAtEnd ? nil : bytes[place] }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    /// Skips `CET` or `<+0330>`.
    mutating func skipDesignation() -> Bool {
        let isQuoted = take(UInt8(ascii: "<"))
        let start = place
        while let byte = next, byte.isLetter || isQuoted && (byte.isDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) { place += 1 }
        return place - start >= 3 && (!isQuoted || take(UInt8(ascii: ">")))
    }

    /// `-3`, `02:30`, `24:59:59`, as seconds.
    mutating func time(hours most: Int) -> Int? {
        let isNegative = take(UInt8(ascii: "-"))
        if !isNegative { _ = take(UInt8(ascii: "+")) }
        guard let hours = number(0...most) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where take(UInt8(ascii: ":")) {
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// `,M3.5.0/3`. Without a time it is two o'clock.
    mutating func moment() -> PosixRule.Moment? {
        guard take(UInt8(ascii: ",")), let day = day() else { return nil }
        guard take(UInt8(ascii: "/")) else { return PosixRule.Moment(day: day, seconds: 7200) }
        return time(hours: 167).map { PosixRule.Moment(day: day, seconds: $0) }
    }

    private mutating func day() -> PosixRule.Moment.Day? {
        if take(UInt8(ascii: "J")) { return number(1...365).map { .withoutLeapDay($0) } }
        guard take(UInt8(ascii: "M")) else { return number(0...365).map { .ofYear($0) } }
        guard let month = number(1...12), take(UInt8(ascii: ".")), let week = number(1...5), take(UInt8(ascii: ".")), let day = number(0...6) else { return nil }
        return .weekday(month: month, week: week, day: day)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let start = place
        var value = 0
        while let byte = next, byte.isDigit, place - start < 3 {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            place += 1
        }
        return place > start && range.contains(value) ? value : nil
    }
}
