import RefoldValues
import Testing
@testable import RefoldZones

@Suite("Rules for all years")
struct PosixRuleTests {
    /// The changes of a year by a rule, as `2024-03-31T01:00:00Z +7200`.
    private func changes(_ text: String, _ year: Int) throws -> [String] {
        let rule = try #require(PosixRule(text.utf8))
        let start = try #require(CalendarDate(year: year, month: 1, day: 1))
        let end = try #require(CalendarDate(year: year + 1, month: 1, day: 1))
        return try rule.changes(after: Int64(start.days) * 86_400 - 1, in: year...year).later.filter { $0.at < Int64(end.days) * 86_400 }.map {
            "\(try #require(Timestamp(microseconds: $0.at * 1_000_000))) \($0.offset)"
        }
    }

    @Test(
        "Each form of a day is found in its year, by the clock before the change",
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", 2024, ["2024-03-31T01:00:00Z 7200", "2024-10-27T01:00:00Z 3600"]),
            ("EST5EDT,M3.2.0,M11.1.0", 2026, ["2026-03-08T07:00:00Z -14400", "2026-11-01T06:00:00Z -18000"]),
            // The south: the year begins in daylight saving time.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", 2024, ["2024-04-06T16:00:00Z 36000", "2024-10-05T16:00:00Z 39600"]),
            // Half an hour, and offsets with minutes.
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2024, ["2024-04-06T15:00:00Z 37800", "2024-10-05T15:30:00Z 39600"]),
            // Summer time is the standard, winter time lies below it.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 2024, ["2024-03-31T01:00:00Z 3600", "2024-10-27T01:00:00Z 0"]),
            // Hours before midnight and after the day.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2024, ["2024-03-31T01:00:00Z -3600", "2024-10-27T01:00:00Z -7200"]),
            ("IST-2IDT,M3.4.4/26,M10.5.0", 2024, ["2024-03-29T00:00:00Z 10800", "2024-10-26T23:00:00Z 7200"]),
            ("AAA0BBB,M4.1.0/-167,M10.1.0/167", 2024, ["2024-03-31T01:00:00Z 3600", "2024-10-12T22:00:00Z 0"]),
            ("AAA0BBB,J59/0,J60/0", 2024, ["2024-02-28T00:00:00Z 3600", "2024-02-29T23:00:00Z 0"]),
            ("AAA0BBB,J59/0,J60/0", 2023, ["2023-02-28T00:00:00Z 3600", "2023-02-28T23:00:00Z 0"]),
            ("AAA0BBB,58/0,59/0", 2024, ["2024-02-28T00:00:00Z 3600", "2024-02-28T23:00:00Z 0"]),
            // Day 365 of a year without a leap day is the next one's first, past the end of that season.
            ("AAA0BBB-0:30:15,365/0,M1.1.1/0", 2024, ["2024-01-01T00:00:00Z 1815"]),
            ("AAA12:00:01BBB11:59:59,M2.4.6/2:03:04,M2.5.6/0", 2024, ["2024-02-24T11:59:59Z -43201", "2024-02-24T14:03:05Z -43199"]),
            ("AAA0", 2024, []), ("AAA0BBB,J60/0,J60/1", 2024, []),
        ] as [(String, Int, [String])])
    func days(text: String, year: Int, expected: [String]) throws {
        #expect(try changes(text, year) == expected)
    }

    @Test("Daylight saving time that lasts all year has no change")
    func allYear() throws {
        for text in ["XXX3EDT4,0/0,J365/23", "XXX3EDT4,0/0,J365/25", "XXX3EDT4,M1.1.0/-167,M12.5.0/167"] {
            let rule = try #require(PosixRule(text.utf8))
            let found = rule.changes(after: 1_700_000_000, in: 2023...2100)
            #expect(found.offset == -14_400, "\(text)")
            #expect(found.later.allSatisfy { $0.at > 4_000_000_000 }, "\(text)")
        }
    }

    @Test(
        "What is no rule is refused",
        arguments: [
            "", "CET", "C-1", "CE-1", "<CET-1", "<>-1", "<C€T>-1", "CET-25", "CET-1:60", "CET-1:0:60", "CET-1:", "CET--1", "CET-1CEST", "CET-1CEST-2",
            "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M0.5.0,M10.5.0",
            "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,J0,J365", "CET-1CEST,J366,J1", "CET-1CEST,366,1", "CET-1CEST,-1,1", "CET-1CEST,M3.5.0/168,M10.5.0",
            "CET-1CEST,M3.5.0/-168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3 ", "CET-1CEST,M3.5.0,M10.5.0,M11.1.0", "CET-1CEST,M3.5,M10.5.0", " CET-1", "CET-1\0",
            "CET-99999999999999999999", "CET-1CEST,M99999999999999999999.1.1,J1",
        ])
    func refused(text: String) { #expect(PosixRule(text.utf8) == nil) }
}
