import RefoldValues
import Testing
@testable import RefoldCLI

@Suite("The days of steps")
struct RunDaysTests {
    @Test("Each word is in the manual, with a day that it includes and one that it does not")
    func manual() throws {
        let manual = try Page("Jobs/README.md")
        for word in RunDays.Word.allCases {
            let line = try #require(manual.lines.first { $0.hasPrefix("| `") && $0.contains("`\(word.rawValue)`") && $0.contains(/20[0-9-]+/) }, "\(word)")
            let days = line.matches(of: /20[0-9]{2}-[0-9]{2}-[0-9]{2}/).compactMap { CalendarDate(String($0.output)) }
            try #require(days.count == 2)
            // The line of the seven days has those of Monday.
            let shift = [.monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday].firstIndex(of: word) ?? 0
            #expect(word.includes(try #require(days[0].adding(days: shift))), "\(word)")
            #expect(!word.includes(try #require(days[1].adding(days: shift))), "\(word)")
        }
    }

    @Test("Each occurs as often as the calendar has it, in 400 years")
    func counts() throws {
        let first = try #require(CalendarDate("2000-01-01"))
        let days = (0..<146_097).compactMap { first.adding(days: $0) }
        func count(_ word: RunDays.Word) -> Int { days.count { word.includes($0) } }
        for word in RunDays.Word.allCases.prefix(7) { #expect(count(word) == 20_871, "\(word)") }
        #expect(count(.weekdays) == 5 * 20_871)
        for word in [.firstOfMonth, .lastOfMonth, .firstWeekdayOfMonth, .lastWeekdayOfMonth] as [RunDays.Word] { #expect(count(word) == 4_800, "\(word)") }
        #expect(count(.firstOfQuarter) == 1_600 && count(.lastOfQuarter) == 1_600 && count(.firstOfYear) == 400 && count(.lastOfYear) == 400)
        #expect(RunDays.Word.lastOfYear.includes(.last) && RunDays.Word.lastOfMonth.includes(.last) && RunDays.Word.monday.includes(.first))
    }
}
