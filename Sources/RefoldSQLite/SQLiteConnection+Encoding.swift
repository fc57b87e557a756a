import RefoldValues

extension SQLiteConnection {
    /// Refuses a file that keeps its texts in UTF-16: SQLite orders them otherwise than by the bytes of UTF-8, so that rows would come in another
    /// order than from any other file.
    ///
    /// - Throws: `.refused`; `.failed` if the file cannot be read.
    func requireUTF8() throws(RefoldError) {
        let found = try prepare("PRAGMA encoding")
        guard try found.step() else { return }
        let encoding = found.text(0)
        guard encoding != "UTF-8" else { return }
        throw RefoldError(
            .refused, "the file keeps its texts in \(encoding), in which they have another order", at: .named(path), expected: "texts in UTF-8",
            remedy: "name another file with --read-models")
    }
}
