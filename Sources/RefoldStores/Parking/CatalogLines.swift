import RefoldJSON

/// Lines of a catalog as JSON, for a server that takes many of them in one statement.
public enum CatalogLines {
    /// Lists of lists of texts, `[["1","x"],["2","y"]]`, each of at most `count` lines.
    public static func pages(_ lines: [[String]], of count: Int) -> [String] {
        stride(from: 0, to: lines.count, by: count).map { start in
            let page = lines[start..<min(start + count, lines.count)]
            return "[" + page.map { "[" + $0.map { JSONWriter.string($0) }.joined(separator: ",") + "]" }.joined(separator: ",") + "]"
        }
    }
}
