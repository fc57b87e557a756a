import RefoldValues
import Testing

@Suite("Calendar dates")
struct ValuesCalendarTests {
    /// The calendar by counting the lengths of the months, one after the other.
    private static func lengths(of year: Int) -> [Int] {
        let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    }

    @Test("Every day from 0001-01-01 to 9999-12-31 has the number that counting gives, without gaps")
    func everyDay() {
        var number = Int(CalendarDate.first.days)
        var wrong = 0
        for year in 1...9999 {
            for (index, length) in Self.lengths(of: year).enumerated() {
                // Every day of three spans with all kinds of years; elsewhere the first and last days of the months.
                let isDense = year <= 4 || (1896...2004).contains(year) || year >= 9996
                for day in isDense ? Array(1...length) : [1, length] {
                    let date = CalendarDate(year: year, month: index + 1, day: day)
                    let parts = date?.components
                    if date.map({ Int($0.days) }) != number + day - 1 || parts?.year != year || parts?.month != index + 1
                        || parts?.day != day
                    {
                        wrong += 1
                    }
                }
                if CalendarDate(year: year, month: index + 1, day: length + 1) != nil { wrong += 1 }
                number += length
            }
        }
        #expect(wrong == 0)
        #expect(number == Int(CalendarDate.last.days) + 1)
    }

    @Test("1970-01-01 is day 0")
    func epoch() {
        #expect(CalendarDate(year: 1970, month: 1, day: 1)?.days == 0)
        #expect(CalendarDate.first.description == "0001-01-01")
        #expect(CalendarDate.last.description == "9999-12-31")
    }

    @Test("Numbers that are not a day are refused")
    func noDay() {
        for (year, month, day) in [
            (0, 1, 1), (10000, 1, 1), (-1, 1, 1), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0), (2024, 1, 32), (2023, 2, 29), (1900, 2, 29),
            (Int.min, 1, 1), (Int.max, 1, 1), (2024, Int.max, 1), (2024, 1, Int.min),
        ] {
            #expect(CalendarDate(year: year, month: month, day: day) == nil)
        }
        #expect(CalendarDate(days: Int(CalendarDate.first.days) - 1) == nil)
        #expect(CalendarDate(days: Int(CalendarDate.last.days) + 1) == nil)
        #expect(CalendarDate(days: .max) == nil)
    }

    @Test("Days and months are added within the years 1 to 9999")
    func adding() throws {
        let date = try #require(CalendarDate("2024-01-31"))
        #expect(date.adding(days: 1)?.description == "2024-02-01")
        #expect(date.adding(days: -31)?.description == "2023-12-31")
        #expect(date.adding(months: 1)?.description == "2024-02-29")
        #expect(date.adding(months: 13)?.description == "2025-02-28")
        #expect(date.adding(months: -1)?.description == "2023-12-31")
        #expect(date.adding(months: -2)?.description == "2023-11-30")
        #expect(date.adding(months: 0) == date)
        for count in [Int.max, Int.min] {
            #expect(date.adding(days: count) == nil)
            #expect(date.adding(months: count) == nil)
        }
        #expect(CalendarDate.last.adding(days: 1) == nil)
        #expect(CalendarDate.last.adding(months: 1) == nil)
        #expect(CalendarDate.first.adding(days: -1) == nil)
        #expect(CalendarDate.first.adding(months: -1) == nil)
        #expect(CalendarDate.first.adding(months: 9999 * 12 - 1)?.description == "9999-12-01")
        #expect(date.startOfMonth.description == "2024-01-01")
        #expect(CalendarDate.last.startOfMonth.description == "9999-12-01")
        #expect(CalendarDate("2024-09-14")?.startOfYear.description == "2024-01-01")
    }

    @Test("Dates are written as 2024-03-01, months as 2024-03")
    func text() throws {
        let date = try #require(CalendarDate("0987-03-01"))
        #expect(date.description == "0987-03-01")
        #expect(date.monthText == "0987-03")
        #expect(date < CalendarDate.last)
    }

    @Test("Other forms and days that do not exist are distinguished")
    func faults() {
        func fault(_ text: String) -> TimeError? {
            let bytes = Array(text.utf8)
            do throws(TimeError) {
                _ = try CalendarDate(bytes.span)
                return nil
            } catch {
                return error
            }
        }
        for text in ["", "2024", "2024-03", "2024-3-1", "24-03-01", "2024/03/01", "2024-03-01T", " 2024-03-01", "2024-0a-01", "+024-03-01"] {
            #expect(fault(text) == .notADate, "\(text)")
        }
        for text in ["2023-02-29", "2024-00-01", "2024-13-01", "2024-04-31", "0000-01-01"] {
            #expect(fault(text) == .noSuchDay, "\(text)")
        }
        #expect(fault("2024-02-29") == nil)
    }
}
