/// What stands at the end of the page: where its figures come from.
struct HTMLSource {
    private let head: TableHead

    init(_ head: TableHead) { self.head = head }

    func append(to bytes: inout [UInt8]) {
        bytes.raw("<footer>\n<h2>Source</h2>\n<dl class=\"source\">\n")
        for entry in head.source { bytes.entry(entry) }
        bytes.raw("</dl>\n</footer>\n")
    }
}
