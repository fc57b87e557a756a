import Testing
@testable import RefoldValues
@testable import RefoldZones

@Suite("Time zones")
struct ZoneRulesTests {
    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }
    private func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test(
        "Local days and offsets are those of the zone's history",
        arguments: [
            ("Europe/Rome", "2024-03-31T00:59:59.999999Z", 3600, "2024-03-31"), ("Europe/Rome", "2024-03-31T01:00:00Z", 7200, "2024-03-31"),
            ("Europe/Rome", "2024-10-27T00:59:59Z", 7200, "2024-10-27"), ("Europe/Rome", "2024-10-27T01:00:00Z", 3600, "2024-10-27"),
            ("Europe/Rome", "2024-08-31T21:59:59.999999Z", 7200, "2024-08-31"), ("Europe/Rome", "2024-08-31T22:00:00Z", 7200, "2024-09-01"),
            ("America/New_York", "2024-03-10T06:59:59Z", -18000, "2024-03-10"), ("America/New_York", "2024-03-10T07:00:00Z", -14400, "2024-03-10"),
            ("America/New_York", "2024-11-03T03:59:59Z", -14400, "2024-11-02"), ("America/New_York", "2024-11-03T06:00:00Z", -18000, "2024-11-03"),
            ("Pacific/Apia", "2011-12-30T09:59:59.999999Z", -36000, "2011-12-29"), ("Pacific/Apia", "2011-12-30T10:00:00Z", 50400, "2011-12-31"),
            ("Australia/Lord_Howe", "2024-04-06T14:59:59Z", 39600, "2024-04-07"), ("Australia/Lord_Howe", "2024-04-06T15:00:00Z", 37800, "2024-04-07"),
            ("Australia/Lord_Howe", "2024-10-05T15:30:00Z", 39600, "2024-10-06"), ("UTC", "2024-10-05T15:30:00Z", 0, "2024-10-05"),
            ("Europe/Rome", "1000-01-01T00:00:00Z", 2996, "1000-01-01"), ("Europe/Rome", "2499-07-01T22:00:00Z", 7200, "2499-07-02"),
            ("Europe/Rome", "9999-07-01T22:00:00Z", 7200, "9999-07-02"), ("Europe/Rome", "9999-12-01T22:30:00Z", 3600, "9999-12-01"),
        ])
    func offsets(zone: String, text: String, offset: Int32, local: String) throws {
        let rules = try TimeZoneRules(named: zone)
        #expect(rules.offset(at: try time(text)) == offset)
        #expect(rules.date(of: try time(text)).description == local)
    }

    @Test(
        "A day begins at its first instant, also if midnight is missing or comes twice",
        arguments: [
            ("Europe/Rome", "2024-03-31", "2024-03-30T23:00:00Z"), ("Europe/Rome", "2024-04-01", "2024-03-31T22:00:00Z"),
            ("America/New_York", "2024-11-03", "2024-11-03T04:00:00Z"), ("America/New_York", "2024-11-04", "2024-11-04T05:00:00Z"),
            ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z"), ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"), ("Pacific/Apia", "2012-01-01", "2011-12-31T10:00:00Z"),
            ("Australia/Lord_Howe", "2024-04-08", "2024-04-07T13:30:00Z"), ("Australia/Lord_Howe", "2024-10-07", "2024-10-06T13:00:00Z"),
            // Midnight is skipped: clocks go from 00:00 to 01:00.
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
            // At midnight clocks go back to 23:00: the day begins an hour later.
            ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
            // At 01:00 clocks go back to 00:00: midnight comes twice.
            ("America/Havana", "2024-11-03", "2024-11-03T04:00:00Z"), ("UTC", "2024-11-03", "2024-11-03T00:00:00Z"),
            ("Europe/Rome", "0001-01-01", "0001-01-01T00:00:00Z"), ("America/New_York", "9999-12-31", "9999-12-31T05:00:00Z"),
        ])
    func starts(zone: String, day: String, start: String) throws {
        #expect(try TimeZoneRules(named: zone).startOfDay(date(day)).description == start)
    }

    @Test(
        "Every day of 1900 to 2040 begins where the local date first reaches it",
        arguments: ["Europe/Rome", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo", "America/St_Johns"])
    func startsAreBorders(zone: String) throws {
        let rules = try TimeZoneRules(named: zone)
        var day = try date("1900-01-01")
        let end = try date("2040-01-01")
        var wrong: [CalendarDate] = []
        while day < end {
            let start = rules.startOfDay(day)
            let before = try #require(Timestamp(microseconds: start.microseconds - 1))
            if rules.date(of: start) < day || rules.date(of: before) >= day { wrong.append(day) }
            day = try #require(day.adding(days: 1))
        }
        #expect(wrong.isEmpty)
    }

    @Test("Local days outside the years 1 to 9999 become the first or the last day")
    func borders() throws {
        let rome = try TimeZoneRules(named: "Europe/Rome")
        let newYork = try TimeZoneRules(named: "America/New_York")
        #expect(rome.date(of: .last) == .last)
        #expect(newYork.date(of: .first) == .first)
    }

    @Test("Spans of constant offset follow one another without a gap, past the horizon too")
    func spans() throws {
        let rules = try TimeZoneRules(named: "Europe/Rome")
        var span = rules.span(around: TimeZoneRules.leastHorizon - 3 * TimeZoneRules.cycle / 400)
        for _ in 0..<20 {
            let next = rules.span(around: span.end)
            #expect(next.start == span.end && next.end > next.start)
            span = next
        }
        #expect(span.start > TimeZoneRules.leastHorizon)
    }

    @Test(
        "Names that are not of the IANA data base are refused",
        arguments: ["", "CEST", "CET", "EST", "GMT", "GMT+2", "+02:00", "+05:00", "UTC+5", "GMT+5", "Etc/+05:00", "utc", "europe/rome", "Europe/Atlantis", "Europe/", "../../etc/passwd", "Rome", "posix/Europe/Rome", "right/Europe/Rome", "/Europe/Rome", "Europe//Rome", "Europe/./Rome", "Europe/../Europe/Rome", "Europe/Rome/x", "America/Argentina", "Europe/Rome\0"])
    func refusedNames(name: String) {
        #expect { try TimeZoneRules(named: name) } throws: { ($0 as? RefoldError)?.status == .usage }
    }

    @Test("A name of the data base for a fixed offset is accepted, with the sign that it has there", arguments: [("Etc/GMT+5", -5), ("Etc/GMT-14", 14), ("Etc/UTC", 0)])
    func fixedOffset(name: String, hours: Int64) throws {
        let rules = try TimeZoneRules(named: name)
        for time in [Timestamp("2024-01-15T12:00:00Z"), Timestamp("2024-07-15T12:00:00Z")] {
            let instant = try #require(time).microseconds
            #expect(rules.span(around: instant).offset == hours * 3_600_000_000)
        }
    }

    @Test("A misspelt zone is refused with the nearest one, and UTC is known")
    func suggestion() throws {
        #expect { try TimeZoneRules(named: "Europe/Roma") } throws: {
            ($0 as? RefoldError)?.faults.first?.remedy == "did you mean \"Europe/Rome\"?"
        }
        #expect(try TimeZoneRules(named: "UTC") == .utc)
        #expect(try TimeZoneRules(named: "Europe/Rome").name == "Europe/Rome")
    }
}
