/// The line of a report that a row is behind, and what it puts into the measures.
public struct RowPlace: Hashable, Sendable {
    /// The row columns of the line.
    public var line: [ReportValue]
    /// What goes into each measure: the value of its column, null if that is null; for a count 1, or 0 if its column is null.
    ///
    /// Nil if the measure does not count the row, and for arithmetic between measures.
    public var values: [ReportValue?]
}
