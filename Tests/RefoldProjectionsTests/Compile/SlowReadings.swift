import Foundation
import RefoldCore
import RefoldProjections
import RefoldZones

@testable import RefoldValues

/// Values as a definition states that they are written, read by regular expressions and by counting: none of the code of the readings.
enum SlowReadings {
    /// The parts that a text has for the groups of an expression, all of it; nil if it does not match.
    private static func parts(_ text: String, _ pattern: String) -> [String]? {
        guard let expression = try? NSRegularExpression(pattern: "\\A(?:\(pattern))\\z"),
            let match = expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text))
        else { return nil }
        return (1..<match.numberOfRanges).map { number in Range(match.range(at: number), in: text).map { String(text[$0]) } ?? "" }
    }

    /// A number with these marks; nil if the text has another form.
    static func number(_ text: String, decimal: String?, group: String?) -> ExactDecimal? {
        let blank = "[ \\t]*"
        let fraction = decimal.map { "(?:[\($0)]([0-9]+))?" } ?? "()"
        let groups = group.map { "[0-9]{1,3}(?:[\($0)][0-9]{3})+|[0-9]{1,2}(?:[\($0)][0-9]{2})*[\($0)][0-9]{3}|" } ?? ""
        let digits = "(\(groups)[0-9]+)\(fraction)(?:[eE]([+-]?[0-9]+))?"
        for (pattern, isNegative) in [("[+]?\(blank)\(digits)", false), ("-\(blank)\(digits)", true), ("[(]\(blank)\(digits)\(blank)[)]", true), ("\(digits)\(blank)-", true)] {
            guard let parts = parts(text, blank + pattern + blank) else { continue }
            let whole = String(parts[0].filter { $0.isNumber }.drop { $0 == "0" })
            return ExactDecimal((isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole) + (parts[1].isEmpty ? "" : "." + parts[1]) + (parts[2].isEmpty ? "" : "e" + parts[2]))
        }
        return nil
    }

    /// A number of units since 1970, by moving the point in its text.
    static func time(_ number: String, unit: TimeUnit) -> Timestamp? {
        guard let parts = parts(number, "(-?)([0-9]+)(?:[.]([0-9]+))?") else { return nil }
        let places = [TimeUnit.seconds: 6, .milliseconds: 3, .microseconds: 0][unit] ?? 0
        let fraction = String(parts[2].reversed().drop { $0 == "0" }.reversed())
        guard fraction.count <= places, let count = Int64(parts[0] + parts[1] + fraction + String(repeating: "0", count: places - fraction.count)) else { return nil }
        return Timestamp(microseconds: count)
    }

    /// The first instant at which the clocks of a zone show a time; nil for another form, and for a time that they skip.
    static func local(_ text: String, zone name: String) -> Timestamp? {
        guard let zone = try? TimeZoneRules(named: name), let parts = parts(text, "([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(?::([0-9]{2}(?:[.][0-9]{1,6})?))?"),
            let shown = Timestamp("\(parts[0])T\(parts[1]):\(parts[2].isEmpty ? "00" : parts[2])Z")
        else { return nil }
        // No clock is more than a day from UTC, and all changed by minutes at most in these years.
        for minutes in (-1440...1440).reversed() {
            let instant = shown.microseconds - Int64(minutes) * 60_000_000
            if zone.span(around: instant).offset == Int64(minutes) * 60_000_000 { return Timestamp(microseconds: instant) }
        }
        return nil
    }

    /// A day in a form such as `D.M.YY`.
    static func date(_ text: String, form: String, century: Int?) -> CalendarDate? {
        var (pattern, order) = ("", "")
        var rest = form[...]
        while let first = rest.first {
            let run = rest.prefix { $0 == first }.count
            rest = rest.dropFirst(run)
            if "YMD".contains(first) {
                order.append(first)
                pattern += first == "Y" ? "([0-9]{\(run)})" : run == 2 ? "([0-9]{2})" : "([0-9]{1,2})"
            } else {
                pattern += NSRegularExpression.escapedPattern(for: String(repeating: first, count: run))
            }
        }
        guard let parts = parts(text, pattern) else { return nil }
        let numbers = Dictionary(uniqueKeysWithValues: zip(order, parts.map { Int($0) ?? 0 }))
        return CalendarDate(year: (numbers["Y"] ?? 0) + (century ?? 0), month: numbers["M"] ?? 0, day: numbers["D"] ?? 0)
    }

    /// The decimals of the currencies of these tests.
    static func decimals(of currency: String) -> Int? { ["JPY": 0, "EUR": 2, "KWD": 3][currency] }
}
