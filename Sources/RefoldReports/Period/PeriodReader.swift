import RefoldValues

/// Reads the absolute forms of a period and explains what is wrong with other texts.
struct PeriodReader {
    let text: String
    let place: Place
    /// What the report adds.
    var names = PeriodNames.none

    static let forms = "2024, 2024-Q3, 2024-09, 2024-W37, 2024-09-14, 2024-09-01/2024-10-01 or one of " + Period.words.joined(separator: ", ")

    func error(_ what: String, expected: String, remedy: String? = nil) -> RefoldError {
        RefoldError(.usage, what, at: place, expected: expected, remedy: remedy)
    }

    func absolute() throws(RefoldError) -> Period {
        if let period = try ofReport() { return period }
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        if ends.count == 2 {
            guard let from = try day(ends[0]), let to = try day(ends[1]) else {
                throw error("\"\(text)\" is no period", expected: "two days as 2024-09-01/2024-10-01, the second no longer in it")
            }
            guard let period = Period(from: from, to: to) else {
                throw error("the period \"\(text)\" is empty", expected: "an end after its start: the end itself is no longer in it")
            }
            return period
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 1, parts.count <= 3, let year = number(parts[0], digits: 4) else { throw unknown() }
        if parts.count == 3 {
            guard let day = try day(Substring(text)) else { throw unknown() }
            return try whole(Period(day, day.adding(days: 1)))
        }
        guard parts.count == 2 else { return try months(year, 1, count: 12) }
        if parts[1].hasPrefix("Q") || parts[1].hasPrefix("q") {
            guard let quarter = number(parts[1].dropFirst(), digits: 1), (1...4).contains(quarter), parts[1].hasPrefix("Q") else {
                throw error("there is no quarter \"\(parts[1])\"", expected: "Q1 to Q4, as 2024-Q3")
            }
            return try months(year, quarter * 3 - 2, count: 3)
        }
        if parts[1].hasPrefix("W"), let week = number(parts[1].dropFirst(), digits: 2) { return try self.week(year, week) }
        guard let month = number(parts[1], digits: 2) else { throw unknown() }
        guard (1...12).contains(month) else { throw error("there is no month \"\(parts[1])\"", expected: "01 to 12, as 2024-09") }
        return try months(year, month, count: 1)
    }

    private func unknown() -> RefoldError {
        error("\"\(text)\" is no period", expected: Self.forms, remedy: Suggestion.phrase(for: text, among: Period.words))
    }

    private func months(_ year: Int, _ month: Int, count: Int) throws(RefoldError) -> Period {
        let start = CalendarDate(year: year, month: month, day: 1)
        return try whole(Period(start, start?.adding(months: count)))
    }

    private func week(_ year: Int, _ number: Int) throws(RefoldError) -> Period {
        guard let week = CalendarWeek(year: year, week: number) else {
            // A year outside the calendar has no weeks at all.
            guard CalendarWeek(year: year, week: 1) != nil else { return try whole(nil) }
            let last = CalendarWeek(year: year, week: 53) == nil ? 52 : 53
            throw error("\(year) has no week \(number)", expected: "W01 to W\(last), as \(text.prefix(4))-W\(last)")
        }
        return try whole(Period(week.monday, week.monday?.adding(days: 7)))
    }

    func whole(_ period: Period?) throws(RefoldError) -> Period {
        guard let period else { throw error("the period \"\(text)\" leaves the calendar", expected: "days from 0001-01-01 to before 9999-12-31") }
        return period
    }

    /// A day; nil for another form.
    private func day(_ text: Substring) throws(RefoldError) -> CalendarDate? {
        let utf8 = Array(text.utf8)
        do throws(TimeError) {
            return try CalendarDate(utf8.span)
        } catch {
            guard error == .noSuchDay else { return nil }
            throw self.error("\"\(text)\": \(error)", expected: error.expected)
        }
    }

    private func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        return Int(text)
    }
}
