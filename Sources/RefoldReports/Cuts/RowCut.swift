import RefoldCore
import RefoldDefinitions
import RefoldTables

/// A kind of cut that rows are put into by the value of a column, such as `month`: how it is read, which columns it takes, and what puts rows
/// into it.
///
/// A value is one use of it, with what the definition says beside its word. ``CutTable`` lists the kinds; all others know only this.
protocol RowCut: Hashable, Sendable {
    /// The key of the definition, and the name of the row column unless `as` gives another.
    static var word: String { get }
    /// The keys that may stand beside it, besides `as`.
    static var parameters: [String] { get }

    /// Whether its texts have the order of the cuts, as those of months have.
    static var hasOrderOfTexts: Bool { get }

    /// The years that it names by more than a number, as `2024/25`; nil if it names none so.
    var fiscalYears: FiscalYear? { get }

    /// The calendar of its file; nil if it has none.
    var calendar: FileCalendar? { get }

    /// Reads what stands beside the word; nil after a finding.
    init?(beside object: DefinitionObject, in parser: ReportParser)

    /// What puts rows into the cuts of a column, and the type of the row column; nil after a finding.
    ///
    /// - Parameters:
    ///   - place: of the column in the complete block.
    ///   - named: the column as the definition names it.
    func resolve(_ column: ColumnSchema, at place: Int, _ named: LocatedName, in planner: ReportPlanner) -> (coder: any CutCoder, type: TableType)?
}

extension RowCut {
    var fiscalYears: FiscalYear? { nil }
    var calendar: FileCalendar? { nil }

    static var hasOrderOfTexts: Bool { false }

    /// Whether both are the same kind of cut, with the same beside it.
    func isEqual(to other: any RowCut) -> Bool { other as? Self == self }
}
