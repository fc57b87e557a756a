import RefoldJSON

/// Lines of a catalog as JSON, for a server that takes many of them in one statement.
public enum CatalogLines {
    /// Lists of lists of texts, `[["1","x"],["2","y"]]`, each of at most `count` lines, one after the other.
    public static func pages<Entry>(_ entries: [Entry], of count: Int, _ line: @escaping (Entry) -> [String]) -> some Sequence<String> {
        stride(from: 0, to: entries.count, by: count).lazy.map { start in
            let page = entries[start..<min(start + count, entries.count)]
            return "[" + page.map { "[" + line($0).map { JSONWriter.string($0) }.joined(separator: ",") + "]" }.joined(separator: ",") + "]"
        }
    }
}
