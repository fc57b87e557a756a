import RefoldDefinitions
import RefoldValues

/// The days on which a step of a job is run: those that any of its words names. They go by the calendar and know no holidays.
struct RunDays: Hashable, Sendable {
    enum Word: String, CaseIterable, Hashable, Sendable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
        /// From Monday to Friday.
        case weekdays
        case firstOfMonth = "first-of-month"
        case lastOfMonth = "last-of-month"
        case firstWeekdayOfMonth = "first-weekday-of-month"
        case lastWeekdayOfMonth = "last-weekday-of-month"
        case firstOfQuarter = "first-of-quarter"
        case lastOfQuarter = "last-of-quarter"
        case firstOfYear = "first-of-year"
        case lastOfYear = "last-of-year"

        func includes(_ day: CalendarDate) -> Bool {
            switch self {
            case .monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday: Self.allCases[day.weekday] == self
            case .weekdays: day.isWeekday
            case .firstOfMonth: day.day == 1
            case .lastOfMonth: day.isLastOfMonth
            // After a weekend that began the month.
            case .firstWeekdayOfMonth: day.isWeekday && (day.day == 1 || day.weekday == 0 && day.day <= 3)
            case .lastWeekdayOfMonth: day.isWeekday && (day.isLastOfMonth || day.weekday == 4 && day.adding(days: 3).map { $0.month != day.month } ?? true)
            case .firstOfQuarter: day.day == 1 && day.month % 3 == 1
            case .lastOfQuarter: day.isLastOfMonth && day.month % 3 == 0
            case .firstOfYear: day.day == 1 && day.month == 1
            case .lastOfYear: day.day == 31 && day.month == 12
            }
        }
    }

    /// At least one.
    var words: [Word]

    init(_ words: [Word]) { self.words = words }

    func include(_ day: CalendarDate) -> Bool { words.contains { $0.includes(day) } }

    /// The value of the key `when`: one word, or a list of them.
    init?(_ value: DefinitionValue) {
        let known = Word.allCases.map(\.rawValue)
        let elements = value.elements ?? [value]
        if elements.isEmpty { value.note("the list of days is empty", expected: "at least one day, such as \"first-of-month\"") }
        var words: [Word] = []
        for element in elements {
            guard let word = element.word("day", among: known).flatMap(Word.init) else { continue }
            if words.contains(word) { element.note("the day stands twice", remedy: "leave one out") }
            words.append(word)
        }
        guard !words.isEmpty else { return nil }
        self.init(words)
    }
}

extension CalendarDate {
    /// From 0, a Monday. 1970-01-01 was a Thursday.
    fileprivate var weekday: Int { ((Int(days) + 3) % 7 + 7) % 7 }
    fileprivate var isWeekday: Bool { weekday < 5 }
    fileprivate var isLastOfMonth: Bool { adding(days: 1).map { $0.day == 1 } ?? true }
}
