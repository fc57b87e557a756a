import RefoldTables

extension TableFormats {
    /// The formats for usage texts, a line each.
    var guide: [String] {
        let width = words.map(\.count).max() ?? 0
        return ["", "Formats:"] + all.map { "  " + $0.word + String(repeating: " ", count: width - $0.word.count + 2) + $0.summary }
    }
}
