import FoundationEssentials
import RefoldCore
import RefoldValues

/// Paths that begin with `~`, which a shell expands at the beginning of a word alone: not inside a URL, nor in a file.
enum HomePath {
    /// A path with the user's home folder in the place of `~`.
    ///
    /// - Throws: what is wrong: another user's home folder is meant, or nobody says where one's own is.
    static func expanded(_ path: String) throws(Fault) -> String {
        guard path.hasPrefix("~") else { return path }
        guard path == "~" || path.hasPrefix("~/") else {
            throw Fault(
                "the path begins with \"~\", which stands for a home folder only before \"/\"", expected: "a path such as ~/events.db",
                remedy: "write the whole path; for a file of that name write ./ before it")
        }
        guard let home = ProcessInfo.processInfo.environment["HOME"], home.hasPrefix("/") else {
            throw Fault("the path begins with \"~\", and HOME names no folder", expected: "HOME to be set", remedy: "write the whole path")
        }
        return home + path.dropFirst()
    }

    /// The same, for what somebody chose.
    ///
    /// - Throws: status 2 with the fault, at who chose it.
    static func expanded(_ path: String, from origin: String) throws(RefoldError) -> String {
        do throws(Fault) {
            return try expanded(path)
        } catch {
            throw RefoldError(.usage, error.what, at: .named(origin), expected: error.expected, remedy: error.remedy)
        }
    }
}
