/// A page for people, in one file that needs nothing else: title, charts, the table, and the source of the figures.
///
/// It holds no scripts. A figure's text is exactly that of the other formats; its digits are grouped by space alone. Of more than
/// ``mostLines`` lines the page shows the first, and says so.
public struct HTMLFormat: TableFormat {
    public let word = "html"
    public let summary = "a page with charts, for people"

    /// The most lines that a page shows, subtotals and the total not counted.
    public static let mostLines = 10_000

    public init() {}

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { WholeLines(HTMLTableWriter(head)) }
}
