import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The entry of a calendar that a file of the definitions has, by its label.
struct FileCalendarCut: CalendarCut {
    static let word = "calendar"
    static let parameters = ["timeZone", "file"]
    let timeZone: LocatedName?
    let entries: FileCalendar

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        timeZone = parser.timeZone(beside: object)
        guard let file = object.required("file"), let entries = parser.calendars.calendar(file) else { return nil }
        self.entries = entries
    }

    var calendar: FileCalendar? { entries }

    var type: TableType { .text }

    func code(of day: CalendarDate) -> Int64? { entries.number(of: day) }

    func value(_ code: Int64) -> TableValue { .text(entries.entries[Int(code)].label) }

    func codes(from first: CalendarDate, to last: CalendarDate) -> (first: Int64, last: Int64)? { entries.numbers(from: first, to: last) }

    func outside(_ day: CalendarDate) -> RefoldError {
        RefoldError(
            .failed, "the day \(day) is in no line of the calendar", at: .named("calendar \(entries.name)"), expected: "a line for each day that has rows",
            remedy: "add a line for it, or choose other rows with where or a period")
    }
}
