import RefoldValues

/// A period that counts from the present day. Years and quarters are those of the calendar.
enum RelativePeriod: String, CaseIterable {
    case today, yesterday
    case thisWeek = "this-week", thisMonth = "this-month", thisQuarter = "this-quarter", thisYear = "this-year"
    case lastWeek = "last-week", lastMonth = "last-month", lastQuarter = "last-quarter", lastYear = "last-year"
    case weekToDate = "week-to-date", monthToDate = "month-to-date", quarterToDate = "quarter-to-date", yearToDate = "year-to-date"

    /// Nil if it would leave the calendar.
    func days(on today: CalendarDate) -> Period? {
        let tomorrow = today.adding(days: 1)
        let monday = CalendarWeek(of: today).monday
        return switch self {
        case .today: Period(today, tomorrow)
        case .yesterday: Period(today.adding(days: -1), today)
        case .thisWeek: Period(monday, monday?.adding(days: 7))
        case .thisMonth: Period(today.startOfMonth, today.startOfMonth.adding(months: 1))
        case .thisQuarter: Period(today.startOfQuarter, today.startOfQuarter.adding(months: 3))
        case .thisYear: Period(today.startOfYear, today.startOfYear.adding(months: 12))
        case .lastWeek: Period(monday?.adding(days: -7), monday)
        case .lastMonth: Period(today.startOfMonth.adding(months: -1), today.startOfMonth)
        case .lastQuarter: Period(today.startOfQuarter.adding(months: -3), today.startOfQuarter)
        case .lastYear: Period(today.startOfYear.adding(months: -12), today.startOfYear)
        case .weekToDate: Period(monday, tomorrow)
        case .monthToDate: Period(today.startOfMonth, tomorrow)
        case .quarterToDate: Period(today.startOfQuarter, tomorrow)
        case .yearToDate: Period(today.startOfYear, tomorrow)
        }
    }
}

extension CalendarDate {
    /// The first day of this day's quarter.
    fileprivate var startOfQuarter: CalendarDate { startOfMonth.adding(months: -((month - 1) % 3)) ?? startOfMonth }
}
