import RefoldValues

extension Period {
    /// The shortest absolute form of the period: `2024`, `2024-Q3`, `2024-09`, `2024-W37`, `2024-09-14`, or both days.
    public var shortText: String {
        if from.adding(days: 1) == to { return from.description }
        let week = CalendarWeek(of: from)
        if week.monday == from, from.adding(days: 7) == to { return week.text }
        if from.day == 1 {
            let month = from.description.prefix(7)
            if from.adding(months: 1) == to { return String(month) }
            if from.adding(months: 3) == to, (from.month - 1) % 3 == 0 { return "\(month.prefix(4))-Q\((from.month + 2) / 3)" }
            if from.adding(months: 12) == to, from.month == 1 { return String(month.prefix(4)) }
        }
        return "\(from)/\(to)"
    }
}
