/// What stands at the end of the page: where its figures come from.
struct HTMLSource {
    private let head: TableHead

    init(_ head: TableHead) { self.head = head }

    func append(to bytes: inout [UInt8]) {
        bytes.markup("<footer>\n<h2>Source</h2>\n<dl class=\"source\">\n")
        entry("Table", head.name, to: &bytes)
        entry("Position", "all events up to number \(head.bound)", to: &bytes)
        switch head.behind {
        case nil: break
        case 0: entry("Newer events", "none", to: &bytes)
        case let behind?: entry("Newer events", "\(behind), not in these figures", to: &bytes)
        }
        for fact in head.facts { entry(fact.name, fact.text, to: &bytes) }
        bytes.markup("</dl>\n</footer>\n")
    }

    private func entry(_ name: String, _ text: String, to bytes: inout [UInt8]) {
        bytes.markup("<div>")
        bytes.element("dt", name)
        bytes.element("dd", text)
        bytes.markup("</div>\n")
    }
}
