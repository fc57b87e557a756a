/// How tables are written where a format leaves a choice.
public struct TableStyle: Hashable, Sendable {
    /// How CSV is written.
    public var csv: CSVStyle
    /// How many characters a line of a table for people may have; nil for any number.
    public var width: Int?

    /// As each format is written if nobody chooses.
    public init(csv: CSVStyle = CSVStyle(), width: Int? = nil) { (self.csv, self.width) = (csv, width) }
}
