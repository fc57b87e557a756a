/// A page of links to files, such as those that a job made.
public struct HTMLIndex: Hashable, Sendable {
    /// A file and what its link says.
    public struct Link: Hashable, Sendable {
        /// Relative to the folder of the page, with `/` between folders. It is escaped as a path.
        public var path: String
        /// For people: `csv`.
        public var text: String

        /// - Parameter path: relative to the folder of the page.
        public init(_ path: String, _ text: String) { (self.path, self.text) = (path, text) }
    }

    /// Files that belong together: one report, or one export.
    public struct Row: Hashable, Sendable {
        /// What they are; a link to the first file if there is one.
        public var title: String
        /// The period that they cover; empty if there is none to tell.
        public var period: String
        /// How it came out: `written`, `failed`.
        public var state: String
        /// Whether somebody must look at it.
        public var isBad: Bool
        /// The files, in the order in which they are shown.
        public var links: [Link]

        /// A row of what came out well, if nothing else is said.
        public init(title: String, period: String = "", state: String, isBad: Bool = false, links: [Link] = []) {
            (self.title, self.period, self.state, self.isBad, self.links) = (title, period, state, isBad, links)
        }
    }

    /// The title of the page.
    public var title: String
    /// Paragraphs above the links.
    public var lead: [String]
    /// What somebody must look at.
    public var warnings: [String]
    /// In the order in which they are shown.
    public var rows: [Row]

    /// A page of rows, with nothing above them if nothing else is said.
    public init(title: String, lead: [String] = [], warnings: [String] = [], rows: [Row]) {
        (self.title, self.lead, self.warnings, self.rows) = (title, lead, warnings, rows)
    }

    /// The whole file.
    public var bytes: [UInt8] {
        let page = HTMLPage(title: title)
        var bytes: [UInt8] = []
        page.begin(to: &bytes)
        for line in lead {
            bytes.element("p", "class=\"lead\"", line)
            bytes.raw("\n")
        }
        HTMLWarnings(title: "Somebody must look at this", warnings).append(to: &bytes)
        bytes.raw("<section>\n<div class=\"box\"><table class=\"links\">\n<thead><tr>")
        for heading in ["Table", "Period", "State", "Files"] { bytes.element("th", "scope=\"col\"", heading) }
        bytes.raw("</tr></thead>\n<tbody>\n")
        for row in rows { append(row, to: &bytes) }
        bytes.raw("</tbody>\n</table></div>\n</section>\n")
        page.end(to: &bytes)
        return bytes
    }

    private func append(_ row: Row, to bytes: inout [UInt8]) {
        bytes.raw("<tr><td>")
        if let first = row.links.first { append(Link(first.path, row.title), to: &bytes) } else { bytes.text(row.title) }
        bytes.raw("</td>")
        bytes.element("td", row.period)
        bytes.element("td", row.isBad ? "class=\"bad\"" : "", row.state)
        bytes.raw("<td>")
        for (number, link) in row.links.enumerated() {
            if number > 0 { bytes.raw(" ") }
            append(link, to: &bytes)
        }
        bytes.raw("</td></tr>\n")
    }

    private func append(_ link: Link, to bytes: inout [UInt8]) {
        bytes.raw("<a href=\"")
        HTMLText.append(path: link.path, to: &bytes)
        bytes.raw("\">")
        bytes.text(link.text)
        bytes.raw("</a>")
    }
}
