import RefoldValues

/// The form of a catalog, which is kept with it: a program refuses a catalog of a form that it does not know instead of misreading it.
///
/// Raise ``current`` with whatever an earlier program would take for a change by hand, or would not carry on. A catalog of an earlier form,
/// or of a program that kept none, is extended in place by the first run that writes.
public enum CatalogVersion {
    /// The form that this program writes, and the latest that it knows.
    public static let current: Int64 = 1
    /// The first version of Refold that knows ``current``.
    static let firstProgram = "0.7.0"

    /// What is kept with a catalog.
    public static let text = text(current, for: firstProgram)
    /// How ``text`` begins, before the form's number, which a colon follows.
    public static let start = "refold catalog "

    static func text(_ form: Int64, for program: String) -> String { "\(start)\(form): for refold \(program) or later" }

    /// Refuses a catalog of a later form.
    ///
    /// - Parameters:
    ///   - kept: what is kept with it; what is not of Refold's says nothing.
    ///   - database: its name for messages, without secrets.
    /// - Throws: `.failed`, with the version of Refold to use.
    public static func require(_ kept: String?, in database: String) throws(RefoldError) {
        guard let kept, kept != text, kept.hasPrefix(start) else { return }
        let words = kept.dropFirst(start.count).split(separator: " ")
        guard words.count > 3, words[0].last == ":", let form = Int64(words[0].dropLast()), form > current else { return }
        let program = words[3].filter { $0.isASCII && ($0.isNumber || $0 == ".") }
        throw RefoldError(
            .failed, "this catalog was written by refold \(program), in a form that this version does not know", at: .named(database),
            expected: "a catalog of this version or an earlier one", remedy: "use refold \(program) or a later one")
    }

    /// Whether a run that writes is to keep ``text``.
    public static func isEarlier(_ kept: String?) -> Bool { kept != text }
}
