extension PosixRule {
    /// The offset at an instant, and the changes after it, in seconds.
    ///
    /// - Parameters:
    ///   - start: seconds since 1970, in the first of the years.
    ///   - years: those that are looked at, and one more on either side: a moment may lie a week outside its year.
    func changes(after start: Int64, in years: ClosedRange<Int>) -> (offset: Int, later: [(at: Int64, offset: Int)]) {
        guard let daylight else { return (standard, []) }
        var offset = standard
        var later: [(at: Int64, offset: Int)] = []
        for season in seasons(daylight, in: years.lowerBound - 1...years.upperBound + 1) {
            for (at, next) in [(season.start, daylight.offset), (season.end, standard)] {
                if at <= start { offset = next } else { later.append((at, next)) }
            }
        }
        return (offset, later)
    }

    /// The spans of daylight saving time, in order and apart from each other. One that lasts all year is a single span.
    private func seasons(_ daylight: Daylight, in years: ClosedRange<Int>) -> [(start: Int64, end: Int64)] {
        var seasons: [(start: Int64, end: Int64)] = []
        for year in years {
            let start = daylight.start.instant(in: year, offset: standard)
            var end = daylight.end.instant(in: year, offset: daylight.offset)
            guard start != end else { continue }
            var endYear = year
            while end <= start {
                endYear += 1
                end = daylight.end.instant(in: endYear, offset: daylight.offset)
            }
            if let last = seasons.last, start <= last.end {
                seasons[seasons.count - 1].end = max(last.end, end)
            } else {
                seasons.append((start, end))
            }
        }
        return seasons
    }
}

extension PosixRule.Moment {
    /// The instant of it in a year, seconds since 1970.
    ///
    /// - Parameter offset: of the clock that the moment is told by.
    fileprivate func instant(in year: Int, offset: Int) -> Int64 { Int64(dayNumber(in: year)) * 86_400 + Int64(seconds - offset) }

    /// Days since 1970.
    private func dayNumber(in year: Int) -> Int {
        // Counted from 400 years before, so that nothing is negative: those are 146,097 days.
        let before = year + 399
        let newYear = before * 365 + before / 4 - before / 100 + before / 400 - 719_162 - 146_097
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch day {
        case .withoutLeapDay(let number): return newYear + number - 1 + (isLeap && number >= 60 ? 1 : 0)
        case .ofYear(let number): return newYear + number
        case .weekday(let month, let week, let day):
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            let first = newYear + lengths[..<(month - 1)].reduce(0, +)
            // 1970 began on a Thursday, day 4.
            let weekday = ((first + 4) % 7 + 7) % 7
            var number = (day - weekday + 7) % 7 + (week - 1) * 7
            if number >= lengths[month - 1] { number -= 7 }
            return first + number
        }
    }
}
