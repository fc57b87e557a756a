import RefoldStores
import RefoldTables
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Periods")
struct PeriodTests {
    @Test(
        "Every form is a run of days, closed at the start and open at the end",
        arguments: [
            ("2024", "2024-01-01", "2025-01-01"), ("2024-Q1", "2024-01-01", "2024-04-01"), ("2024-Q3", "2024-07-01", "2024-10-01"),
            ("2024-Q4", "2024-10-01", "2025-01-01"), ("2024-02", "2024-02-01", "2024-03-01"), ("2024-12", "2024-12-01", "2025-01-01"),
            ("2024-02-29", "2024-02-29", "2024-03-01"), ("2024-12-31", "2024-12-31", "2025-01-01"),
            ("2024-09-01/2024-10-01", "2024-09-01", "2024-10-01"), ("2024-09-14/2025-01-02", "2024-09-14", "2025-01-02"),
            ("0001", "0001-01-01", "0002-01-01"), ("2024-W37", "2024-09-09", "2024-09-16"), ("2020-W53", "2020-12-28", "2021-01-04"),
            ("2025-W01", "2024-12-30", "2025-01-06"), ("0001-W01", "0001-01-01", "0001-01-08"),
        ])
    func absolute(text: String, from: String, to: String) throws {
        let period = try Period(text, today: day("1999-01-01"))
        #expect(period == Period(from: try day(from), to: try day(to)))
    }

    @Test(
        "Relative periods count from today",
        arguments: [
            ("today", "2024-03-01", "2024-03-01", "2024-03-02"), ("yesterday", "2024-03-01", "2024-02-29", "2024-03-01"),
            ("yesterday", "2025-01-01", "2024-12-31", "2025-01-01"), ("last-month", "2024-03-31", "2024-02-01", "2024-03-01"),
            ("last-month", "2024-01-15", "2023-12-01", "2024-01-01"), ("last-quarter", "2024-01-01", "2023-10-01", "2024-01-01"),
            ("last-quarter", "2024-06-30", "2024-01-01", "2024-04-01"), ("last-quarter", "2024-12-31", "2024-07-01", "2024-10-01"),
            ("last-year", "2024-12-31", "2023-01-01", "2024-01-01"), ("last-year", "2024-01-01", "2023-01-01", "2024-01-01"),
            ("this-week", "2024-09-14", "2024-09-09", "2024-09-16"), ("this-week", "2024-09-15", "2024-09-09", "2024-09-16"),
            ("last-week", "2024-09-09", "2024-09-02", "2024-09-09"), ("last-week", "2025-01-01", "2024-12-23", "2024-12-30"),
            ("week-to-date", "2024-09-09", "2024-09-09", "2024-09-10"), ("week-to-date", "2024-09-15", "2024-09-09", "2024-09-16"),
            ("this-month", "2024-02-01", "2024-02-01", "2024-03-01"), ("month-to-date", "2024-02-01", "2024-02-01", "2024-02-02"),
            ("month-to-date", "2024-02-29", "2024-02-01", "2024-03-01"), ("this-quarter", "2024-05-05", "2024-04-01", "2024-07-01"),
            ("quarter-to-date", "2024-05-05", "2024-04-01", "2024-05-06"), ("this-year", "2024-05-05", "2024-01-01", "2025-01-01"),
            ("year-to-date", "2024-12-31", "2024-01-01", "2025-01-01"), ("year-to-date", "2024-01-01", "2024-01-01", "2024-01-02"),
        ])
    func relative(text: String, today: String, from: String, to: String) throws {
        #expect(try Period(text, today: day(today)) == Period(from: try day(from), to: try day(to)))
    }

    private static let forms =
        "expected 2024, 2024-Q3, 2024-09, 2024-W37, 2024-09-14, 2024-09-01/2024-10-01 or one of today, yesterday, this-week, this-month, this-quarter, "
        + "this-year, last-week, last-month, last-quarter, last-year, week-to-date, month-to-date, quarter-to-date, year-to-date"

    @Test(
        "What is no period is refused with what was expected",
        arguments: [
            ("yesturday", "\"yesturday\" is no period; \(forms); did you mean \"yesterday\"?"),
            ("lastmonth", "\"lastmonth\" is no period; \(forms); did you mean \"last-month\"?"),
            ("", "\"\" is no period; \(forms)"), ("24", "\"24\" is no period; \(forms)"), ("2024-9", "\"2024-9\" is no period; \(forms)"),
            ("2024-09-1", "\"2024-09-1\" is no period; \(forms)"), ("2024/2025", "\"2024/2025\" is no period; expected two days as 2024-09-01/2024-10-01, the second no longer in it"),
            ("2024-13", "there is no month \"13\"; expected 01 to 12, as 2024-09"),
            ("2024-Q5", "there is no quarter \"Q5\"; expected Q1 to Q4, as 2024-Q3"),
            ("2024-q1", "there is no quarter \"q1\"; expected Q1 to Q4, as 2024-Q3"),
            ("2023-02-29", "\"2023-02-29\": the calendar has no such day; expected a day of the Gregorian calendar, years 0001 to 9999"),
            ("2024-10-01/2024-10-01", "the period \"2024-10-01/2024-10-01\" is empty; expected an end after its start: the end itself is no longer in it"),
            ("2024-10-02/2024-10-01", "the period \"2024-10-02/2024-10-01\" is empty; expected an end after its start: the end itself is no longer in it"),
            ("9999", "the period \"9999\" leaves the calendar; expected days from 0001-01-01 to before 9999-12-31"),
            ("0000", "the period \"0000\" leaves the calendar; expected days from 0001-01-01 to before 9999-12-31"),
            ("2024-01-01/2024-02-01/2024-03-01", "\"2024-01-01/2024-02-01/2024-03-01\" is no period; \(forms)"),
            ("2024-W53", "2024 has no week 53; expected W01 to W52, as 2024-W52"), ("2020-W54", "2020 has no week 54; expected W01 to W53, as 2020-W53"),
            ("2024-W00", "2024 has no week 0; expected W01 to W52, as 2024-W52"), ("2024-W5", "\"2024-W5\" is no period; \(forms)"),
            ("9999-W52", "the period \"9999-W52\" leaves the calendar; expected days from 0001-01-01 to before 9999-12-31"),
            ("0000-W01", "the period \"0000-W01\" leaves the calendar; expected days from 0001-01-01 to before 9999-12-31"),
            ("month-to-dat", "\"month-to-dat\" is no period; \(forms); did you mean \"month-to-date\"?"),
            (
                "2024/25-Q1",
                "\"2024/25-Q1\" is a fiscal year, and no cut of the report has a startMonth; expected a period of the calendar, as 2024; give both days, as "
                    + "2024-04-01/2025-04-01, or add startMonth to a year or quarter of the report"
            ),
            ("calendar:P1", "\"calendar:P1\" is a period of a calendar, and the report has none; \(forms)"),
            ("２０２４", "\"２０２４\" is no period; \(forms)"),
        ])
    func refused(text: String, message: String) throws {
        let today = try day("2024-05-05")
        let error = #expect(throws: RefoldError.self) { try Period(text, today: today) }
        #expect(error?.status == .usage)
        #expect(error?.description == "--period: " + message)
    }

    private static func names(_ months: Int...) throws -> PeriodNames {
        let cuts = months.map { "{year: \"sold_at\", startMonth: \($0), as: \"y\($0)\"}" }.joined(separator: ", ")
        return try Sample.plan("{from: \"sales\", rows: [\(cuts)], measures: {n: {count: \"*\"}}}").periods
    }

    @Test(
        "A report whose years begin with a month of their own takes these years and their quarters",
        arguments: [
            ("2024/25", 4, "2024-04-01", "2025-04-01"), ("2024/25-Q1", 4, "2024-04-01", "2024-07-01"), ("2024/25-Q4", 4, "2025-01-01", "2025-04-01"),
            ("1999/00", 10, "1999-10-01", "2000-10-01"), ("2024/25-Q2", 12, "2025-03-01", "2025-06-01"), ("2024", 4, "2024-01-01", "2025-01-01"),
            ("2024-Q1", 4, "2024-01-01", "2024-04-01"), ("last-year", 4, "1998-01-01", "1999-01-01"),
        ])
    func fiscal(text: String, month: Int, from: String, to: String) throws {
        let period = try Period(text, today: day("1999-01-01"), of: Self.names(month))
        #expect(period == Period(from: try day(from), to: try day(to)))
        // A seal keeps days and a text that needs no report.
        #expect(try Period(period.shortText, today: .first) == period)
    }

    @Test(
        "What is no fiscal year is refused with what was expected",
        arguments: [
            ("2024/26", [4], "\"2024/26\" names no two years in a row; expected 2024/25"),
            ("2024/25-Q5", [4], "there is no quarter \"Q5\"; expected Q1 to Q4, as 2024/25-Q3"),
            ("9999/00", [4], "the period \"9999/00\" leaves the calendar; expected days from 0001-01-01 to before 9999-12-31"),
            ("0000/01", [4], "the period \"0000/01\" leaves the calendar; expected days from 0001-01-01 to before 9999-12-31"),
            (
                "2024/25", [4, 7],
                "\"2024/25\" could be read two ways: the report has years that begin with months 4 and 7; expected both days, as 2024-04-01/2025-04-01"
            ),
        ])
    func noFiscalYear(text: String, months: [Int], message: String) throws {
        let names = try months.count == 1 ? Self.names(months[0]) : Self.names(months[0], months[1])
        let error = #expect(throws: RefoldError.self) { try Period(text, today: .first, of: names) }
        #expect(error?.description == "--period: " + message)
    }

    @Test(
        "Ranges of ends take weeks and fiscal years",
        arguments: [
            ("year-ends:2023/24/2024/25", ["2023-12-31", "2024-12-31"]), ("quarter-ends:2024/25", ["2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31"]),
            ("quarter-ends:2024/25-Q2", ["2024-09-30"]), ("month-ends:2024-W01/2024-W10", ["2024-01-31", "2024-02-29"]),
            ("year-ends:2001/2003", ["2001-12-31", "2002-12-31", "2003-12-31"]), ("month-ends:2024-01-15/2024-03-01", ["2024-01-31", "2024-02-29"]),
        ])
    func ends(text: String, days: [String]) throws {
        #expect(try ReportMoments(text, today: .first, of: Self.names(4)).moments.map(\.text) == days)
    }

    @Test("Relative periods at the ends of the calendar are refused, they do not trap", arguments: Period.words)
    func endsOfCalendar(word: String) {
        for today in [CalendarDate.first, .last] { _ = try? Period(word, today: today) }
        #expect(throws: RefoldError.self) { try Period("yesterday", today: .first) }
        #expect(throws: RefoldError.self) { try Period("today", today: .last) }
        for word in ["last-year", "last-week"] { #expect(throws: RefoldError.self) { try Period(word, today: .first) } }
    }

    @Test(
        "A period begins and ends at local midnights, also if a day has 23 or 25 hours",
        arguments: [
            ("2024-03-31", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"), ("2024-10-27", "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z"),
            ("2024-03", "2024-02-29T23:00:00Z", "2024-03-31T22:00:00Z"),
        ])
    func localMidnights(text: String, from: String, to: String) throws {
        let plan = try Sample.plan("{from: \"sales\", period: {column: \"sold_at\", timeZone: \"Europe/Rome\"}, measures: {n: {count: \"*\"}}}")
        let interval = try plan.interval(of: Period(text, today: day("2024-05-05")))
        let (start, end) = (try #require(Timestamp(from)), try #require(Timestamp(to)))
        #expect(interval.range == ColumnRange(column: Sample.column("sold_at"), from: start.microseconds, to: end.microseconds))
        #expect(interval.stated == TableInterval(from: .timestamp(start), to: .timestamp(end), timeZone: "Europe/Rome"))
    }

    @Test("The period of a date column is a range of days")
    func dates() throws {
        let plan = try Sample.plan("{from: \"sales\", period: {column: \"due_on\", timeZone: \"Europe/Rome\"}, measures: {n: {count: \"*\"}}}")
        let interval = try plan.interval(of: Period("1970-01", today: day("2024-05-05")))
        #expect(interval.range == ColumnRange(column: Sample.column("due_on"), from: 0, to: 31))
        #expect(interval.stated == TableInterval(from: .date(try day("1970-01-01")), to: .date(try day("1970-02-01")), timeZone: "Europe/Rome"))
    }
}
