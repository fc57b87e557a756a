/// A box of what a reader must know before the figures.
struct HTMLWarnings {
    private let title: String
    private let lines: [String]

    init(title: String, _ lines: [String]) { (self.title, self.lines) = (title, lines) }

    /// Appends the box; nothing if there is nothing to say.
    func append(to bytes: inout [UInt8]) {
        guard !lines.isEmpty else { return }
        bytes.raw("<section class=\"warning\" role=\"note\">\n")
        bytes.element("h2", title)
        bytes.raw("\n<ul>\n")
        for line in lines {
            bytes.element("li", line)
            bytes.raw("\n")
        }
        bytes.raw("</ul>\n</section>\n")
    }
}
