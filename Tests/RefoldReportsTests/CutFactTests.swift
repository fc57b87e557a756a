import RefoldCore
import RefoldTesting
import RefoldValues
import RefoldZones
import Testing
@testable import RefoldReports

@Suite("Cuts that calendars and clocks of the world show")
struct CutFactTests {
    private func cell(_ cut: String, _ column: String, _ units: InMemorySnapshot.Cell) throws -> String {
        let csv = try Sample.csv("{from: \"sales\", rows: [{\(cut)}], measures: {n: {count: \"*\"}}}", [Sample.row("a", [column: units])])
        return String(csv.split(separator: "\n")[1].dropLast(2))
    }

    @Test(
        "Weeks around a new year belong to the year that has their Thursday",
        arguments: [
            ("2020-12-31", "2020-W53"), ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"), ("2024-12-29", "2024-W52"), ("2024-12-30", "2025-W01"),
            ("2018-12-31", "2019-W01"), ("2016-01-03", "2015-W53"), ("2016-01-04", "2016-W01"), ("2023-01-01", "2022-W52"), ("2024-09-14", "2024-W37"),
            ("1970-01-01", "1970-W01"), ("1969-12-28", "1969-W52"), ("1969-12-29", "1970-W01"), ("0001-01-01", "0001-W01"), ("9999-12-31", "9999-W52"),
        ])
    func weeks(text: String, week: String) throws {
        #expect(try cell("week: \"due_on\"", "due_on", .units(Int64(try day(text).days))) == week)
        if text < "9999" {
            let period = try Period(week, today: .first)
            #expect(try period.from <= day(text) && day(text) < period.to && period.from.adding(days: 7) == period.to)
            #expect(period.shortText == week)
        }
    }

    @Test("Weekdays count from Monday", arguments: [("2024-09-09", 1), ("2024-09-14", 6), ("2024-09-15", 7), ("1970-01-01", 4), ("0001-01-01", 1), ("9999-12-31", 5)])
    func weekdays(text: String, weekday: Int) throws {
        #expect(try cell("weekday: \"due_on\"", "due_on", .units(Int64(try day(text).days))) == "\(weekday)")
    }

    @Test(
        "Fiscal years and quarters begin with their month",
        arguments: [
            ("2024-03-31", 4, "2023/24", "2023/24-Q4"), ("2024-04-01", 4, "2024/25", "2024/25-Q1"), ("2024-07-01", 4, "2024/25", "2024/25-Q2"),
            ("2025-03-31", 4, "2024/25", "2024/25-Q4"), ("1999-12-31", 4, "1999/00", "1999/00-Q3"), ("2024-11-30", 12, "2023/24", "2023/24-Q4"),
            ("2024-12-01", 12, "2024/25", "2024/25-Q1"), ("2024-01-31", 2, "2023/24", "2023/24-Q4"), ("2024-09-14", 1, "2024", "2024-Q3"),
            ("0001-01-01", 4, "0000/01", "0000/01-Q4"), ("9999-12-31", 4, "9999/00", "9999/00-Q3"),
        ])
    func fiscal(text: String, month: Int, year: String, quarter: String) throws {
        let units = InMemorySnapshot.Cell.units(Int64(try day(text).days))
        #expect(try cell("year: \"due_on\", startMonth: \(month)", "due_on", units) == year)
        #expect(try cell("quarter: \"due_on\", startMonth: \(month)", "due_on", units) == quarter)
    }

    @Test(
        "Hours have their offset, so that two of one name at the end of summer time are apart",
        arguments: [
            ("Europe/Rome", "2024-10-27T00:30:00Z", "2024-10-27T02+02:00"), ("Europe/Rome", "2024-10-27T01:30:00Z", "2024-10-27T02+01:00"),
            ("Europe/Rome", "2024-03-31T00:59:59.999999Z", "2024-03-31T01+01:00"), ("Europe/Rome", "2024-03-31T01:00:00Z", "2024-03-31T03+02:00"),
            ("Europe/Rome", "2024-09-14T08:15:00Z", "2024-09-14T10+02:00"), ("UTC", "2024-09-14T10:59:59Z", "2024-09-14T10Z"),
            ("Europe/London", "2024-01-01T10:00:00Z", "2024-01-01T10Z"),
            ("Australia/Lord_Howe", "2024-04-06T14:59:59Z", "2024-04-07T01+11:00"), ("Australia/Lord_Howe", "2024-04-06T15:00:00Z", "2024-04-07T01+10:30"),
            ("Australia/Lord_Howe", "2024-04-06T15:29:59Z", "2024-04-07T01+10:30"), ("Australia/Lord_Howe", "2024-04-06T15:30:00Z", "2024-04-07T02+10:30"),
            ("Australia/Lord_Howe", "2024-10-05T15:29:59Z", "2024-10-06T01+10:30"), ("Australia/Lord_Howe", "2024-10-05T15:30:00Z", "2024-10-06T02+11:00"),
            ("America/St_Johns", "2024-01-01T00:00:00Z", "2023-12-31T20-03:30"), ("Asia/Kathmandu", "2024-01-01T00:00:00Z", "2024-01-01T05+05:45"),
            ("Europe/Rome", "1850-01-01T00:00:00Z", "1850-01-01T00+00:49:56"),
        ])
    func hours(zone: String, time: String, hour: String) throws {
        #expect(try cell("hour: \"sold_at\", timeZone: \"\(zone)\"", "sold_at", micros(time)) == hour)
    }

    @Test(
        "Hours follow one another without a gap, across changes of clocks",
        arguments: ["UTC", "Europe/Rome", "Australia/Lord_Howe", "Pacific/Apia", "America/New_York", "Africa/Monrovia"])
    func hoursInOrder(name: String) throws {
        let zone = try TimeZoneRules(named: name)
        for change in zone.changes.suffix(6) + [1_712_415_600_000_000, Timestamp.first.microseconds, Timestamp.last.microseconds] {
            var hour = zone.hour(around: change - 20 * 3_600_000_000)
            for _ in 0..<40 {
                let next = zone.hour(around: hour.end)
                guard next != hour else { break }
                #expect(next.start == hour.end)
                #expect(zone.hour(around: hour.end - 1) == hour)
                #expect(next.text != hour.text)
                #expect(hour.end - hour.start <= 3_600_000_000 && hour.end > hour.start)
                hour = next
            }
        }
    }

    // MARK: Sequences

    private func coder(_ cut: String) throws -> RowCoder { RowCoder(try Sample.plan("{from: \"sales\", rows: [{\(cut)}], measures: {n: {count: \"*\"}}}").rows[0]) }

    private func texts(_ coder: RowCoder, _ period: String) throws -> [String] {
        guard let (first, last) = try coder.codes(of: Period(period, today: .first)) else { return [] }
        var texts: [String] = []
        var code: Int64? = first
        while let now = code, now <= last {
            texts.append(try coder.value(now, nil, minorDigits: nil).plain)
            code = coder.code(after: now)
            if let next = code { #expect(coder.code(before: next) == now) }
        }
        return texts
    }

    @Test("The cuts of a period are those that its days have a part in")
    func codesOfPeriods() throws {
        #expect(try texts(coder("day: \"sold_at\""), "2024-02-28/2024-03-02") == ["2024-02-28", "2024-02-29", "2024-03-01"])
        #expect(try texts(coder("week: \"sold_at\""), "2024-12-28/2025-01-07") == ["2024-W52", "2025-W01", "2025-W02"])
        #expect(try texts(coder("month: \"sold_at\""), "2023-11-30/2024-01-02") == ["2023-11", "2023-12", "2024-01"])
        #expect(try texts(coder("quarter: \"sold_at\""), "2023-12-31/2024-07-01") == ["2023-Q4", "2024-Q1", "2024-Q2"])
        #expect(try texts(coder("year: \"sold_at\", startMonth: 4"), "2024") == ["2023/24", "2024/25"])
        #expect(try texts(coder("weekday: \"sold_at\""), "2024-09-10/2024-09-13") == ["2", "3", "4"])
        #expect(try texts(coder("weekday: \"sold_at\""), "2024-09-14/2024-09-17") == ["1", "2", "3", "4", "5", "6", "7"])
        let hours = try texts(coder("hour: \"sold_at\", timeZone: \"Europe/Rome\""), "2024-10-27")
        #expect(hours.count == 25)
        #expect(hours[2...3] == ["2024-10-27T02+02:00", "2024-10-27T02+01:00"])
        #expect(try texts(coder("hour: \"sold_at\", timeZone: \"Australia/Lord_Howe\""), "2024-10-06").count == 24)
        #expect(try texts(coder("bands: \"quantity\", at: [1]"), "2024") == [])
    }

    @Test("A sequence ends with the calendar", arguments: ["day", "week", "month", "quarter", "year", "hour", "weekday"])
    func ends(word: String) throws {
        let coder = try coder("\(word): \"sold_at\"")
        #expect(coder.isSequence)
        let last = try #require(coder.codes(of: Period(from: try day("9999-12-25"), to: .last)!)).last
        // A period ends before the last day of the calendar.
        var code: Int64? = last
        for _ in 0..<30 { code = code.flatMap { coder.code(after: $0) } }
        #expect(code == nil)
        let first = try #require(coder.codes(of: Period(from: .first, to: try day("0001-01-02"))!)).first
        #expect(coder.code(before: first) == nil)
    }

    @Test("Columns, bands and ages are no sequence")
    func noSequence() throws {
        for row in ["\"shop\"", "{bands: \"quantity\", at: [1, 2]}", "{age: \"sold_at\", at: [1, 2]}"] {
            let coder = RowCoder(try Sample.plan("{from: \"sales\", rows: [\(row)], measures: {n: {count: \"*\"}}}").rows[0])
            #expect(!coder.isSequence && coder.code(after: 0) == nil && coder.code(before: 1) == nil)
            #expect(coder.codes(of: try Period("2024", today: .first)) == nil)
        }
    }
}
