/// A page for people, in one file that needs nothing else: title, charts, the table, and the source of the figures.
///
/// It holds no scripts. A figure's text is exactly that of the other formats; its digits are grouped by space alone. Of more than
/// ``mostLines`` lines, or of lines with more than 64 MiB of HTML, the page shows the first, and says so.
public struct HTMLFormat: TableFormat {
    public let word = "html"
    public let summary = "a page with charts, for people"

    /// The most lines that a page shows, subtotals and the total not counted.
    public static let mostLines = 10_000

    /// How many bytes the lines that are shown have at most, as HTML.
    let mostBytes: Int

    public init() { self.init(mostBytes: 64 << 20) }

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter {
        LabelledLines(head, WholeLines(HTMLTableWriter(head, mostBytes: mostBytes)))
    }
}
