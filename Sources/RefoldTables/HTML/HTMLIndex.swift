/// A page of links to files, such as those that a job made.
public struct HTMLIndex: Hashable, Sendable {
    /// A file and what its link says.
    public struct Link: Hashable, Sendable {
        /// Relative to the folder of the page, with `/` between folders. It is escaped as a path.
        public var path: String
        /// For people: `csv`.
        public var text: String

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
        public var links: [Link]

        public init(title: String, period: String = "", state: String, isBad: Bool = false, links: [Link] = []) {
            (self.title, self.period, self.state, self.isBad, self.links) = (title, period, state, isBad, links)
        }
    }

    public var title: String
    /// Paragraphs above the links.
    public var lead: [String]
    /// What somebody must look at.
    public var warnings: [String]
    public var rows: [Row]

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
            bytes.markup("\n")
        }
        HTMLWarnings(title: "Somebody must look at this", warnings).append(to: &bytes)
        bytes.markup("<section>\n<div class=\"box\"><table class=\"links\">\n<thead><tr>")
        for heading in ["Report", "Period", "State", "Files"] { bytes.element("th", "scope=\"col\"", heading) }
        bytes.markup("</tr></thead>\n<tbody>\n")
        for row in rows { append(row, to: &bytes) }
        bytes.markup("</tbody>\n</table></div>\n</section>\n")
        page.end(to: &bytes)
        return bytes
    }

    private func append(_ row: Row, to bytes: inout [UInt8]) {
        bytes.markup("<tr><td>")
        if let first = row.links.first { append(Link(first.path, row.title), to: &bytes) } else { bytes.text(row.title) }
        bytes.markup("</td>")
        bytes.element("td", row.period)
        bytes.element("td", row.isBad ? "class=\"bad\"" : "", row.state)
        bytes.markup("<td>")
        for (number, link) in row.links.enumerated() {
            if number > 0 { bytes.markup(" ") }
            append(link, to: &bytes)
        }
        bytes.markup("</td></tr>\n")
    }

    private func append(_ link: Link, to bytes: inout [UInt8]) {
        bytes.markup("<a href=\"")
        HTMLText.append(path: link.path, to: &bytes)
        bytes.markup("\">")
        bytes.text(link.text)
        bytes.markup("</a>")
    }
}
