/// Finds the known word that a person probably meant.
public enum Suggestion {
    /// The candidate nearest to `word` by edit distance (insert, delete, replace, swap of neighbours); nil if none is near. At most a third
    /// of the longer word's letters may differ. Ties go to the first candidate.
    ///
    /// Nil for a word of more than 400 bytes.
    ///
    /// - Complexity: O(candidates × letters²). For typed words, not for data.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        guard word.utf8.count <= 400 else { return nil }
        let typed = Array(word.lowercased())
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            guard candidate.utf8.count <= 400 else { continue }
            let letters = Array(candidate.lowercased())
            let distance = editDistance(typed, letters)
            guard distance * 3 <= max(typed.count, letters.count) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// `did you mean "amount"?`, or nil if nothing is near.
    public static func phrase(for word: String, among candidates: some Sequence<String>) -> String? {
        nearest(to: word, among: candidates).map { "did you mean \"\($0)\"?" }
    }

    private static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
