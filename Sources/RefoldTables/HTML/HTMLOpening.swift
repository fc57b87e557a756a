import RefoldValues

/// What stands above the figures: the description, the rows that they cover, and whatever is wrong with them.
struct HTMLOpening {
    private let head: TableHead

    init(_ head: TableHead) { self.head = head }

    func append(to bytes: inout [UInt8]) {
        for line in head.descriptionLines where !line.isEmpty {
            bytes.element("p", "class=\"lead\"", line)
            bytes.raw("\n")
        }
        bytes.raw("<dl class=\"scope\">\n")
        for entry in head.scope { bytes.entry(entry) }
        if head.asOf.isEmpty { bytes.entry(TableEntry("Events", "up to position \(HTMLNumber.grouped(Int(head.bound)))")) }
        bytes.raw("</dl>\n")
        HTMLWarnings(title: "Take care with these figures", head.warnings).append(to: &bytes)
    }
}

extension [UInt8] {
    /// Appends an entry of a list of names and texts.
    mutating func entry(_ entry: TableEntry) {
        raw("<div>")
        element("dt", entry.name)
        for text in entry.texts { element("dd", text) }
        raw("</div>\n")
    }
}
