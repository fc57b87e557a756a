import RefoldCore
import RefoldDefinitions
import RefoldTables
import RefoldValues

/// A kind of cut that is known from the local day: `day`, `week`, `month` and so on.
protocol CalendarCut: RowCut {
    /// Nil means that of the period.
    var timeZone: LocatedName? { get }
    /// The type of the row column.
    var type: TableType { get }
    /// The code of the cut that a day falls into; nil if there is none.
    func code(of day: CalendarDate) -> Int64?
    /// The cell of a code.
    func value(_ code: Int64) -> TableValue
    /// The first and the last cut of a run of days.
    func codes(from first: CalendarDate, to last: CalendarDate) -> (first: Int64, last: Int64)?
    /// What a day is told that falls into no cut.
    func outside(_ day: CalendarDate) -> RefoldError
}

extension CalendarCut {
    static var parameters: [String] { ["timeZone"] }

    func codes(from first: CalendarDate, to last: CalendarDate) -> (first: Int64, last: Int64)? {
        guard let first = code(of: first), let last = code(of: last) else { return nil }
        return (first, last)
    }

    func outside(_ day: CalendarDate) -> RefoldError { CalendarCutter.outsideCalendar("a day") }

    func resolve(_ column: ColumnSchema, at place: Int, _ named: LocatedName, in planner: ReportPlanner) -> (coder: any CutCoder, type: TableType)? {
        guard let zone = planner.zone(ofCut: column, named, timeZone) else { return nil }
        return (CalendarCutter(self, of: place, isDate: column.type.content == .date, zone: zone), type)
    }
}

extension ReportParser {
    /// The `timeZone` that stands beside the word of a cut; nil if there is none, and after a finding.
    func timeZone(beside object: DefinitionObject) -> LocatedName? {
        object.optional("timeZone").flatMap { value in zones.timeZone(value).map { LocatedName(name: $0, location: DefinitionLocation(value)) } }
    }
}

extension ReportPlanner {
    /// The zone in which a column of times or dates is cut; nil after a finding.
    func zone(ofCut column: ColumnSchema, _ named: LocatedName, _ stated: LocatedName?) -> TimeZoneRules? {
        guard column.type.content.isTime else {
            noteType(of: column, at: named, expected: "a timestamp or a date")
            return nil
        }
        if column.type.content == .date, let stated {
            stated.value(in: reader).note("the column \"\(column.name)\" is a date and has no zone", remedy: "leave timeZone out")
        }
        return zone(named: stated?.name ?? definition.period?.timeZone ?? "UTC")
    }
}
