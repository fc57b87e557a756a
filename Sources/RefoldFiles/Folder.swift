// Unsafe here: functions of the C library that make a folder and read its status.
import Glibc
import RefoldValues

/// Creates the folders of files that will be written.
public enum Folder {
    /// Creates the folder of a file, and those above it, if missing.
    ///
    /// - Returns: the paths of those that were missing, each as the given path begins.
    /// - Throws: `.failed` if it cannot be created.
    @discardableResult
    public static func make(for path: String) throws(RefoldError) -> [String] {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return [] }
        let folder = String(path[..<slash])
        var made: [String] = []
        guard let failure = makeAll(folder, mode: 0o777, made: { made.append($0) }) else { return made }
        throw failure.error("the folder cannot be made", at: folder, for: .output)
    }

    /// Creates a folder and those above it, if missing.
    ///
    /// - Parameter made: told of each that was missing.
    /// - Returns: why it failed; nil if all folders now exist.
    static func makeAll(_ path: String, mode: mode_t, made: (String) -> Void = { _ in }) -> SystemFailure? {
        var index = path.startIndex
        while index < path.endIndex {
            let end = path[path.index(after: index)...].firstIndex(of: "/") ?? path.endIndex
            let folder = String(path[..<end])
            if unsafe mkdir(folder, mode) == 0 {
                made(folder)
            } else {
                let failure = SystemFailure.last
                var status = stat()
                // An existing folder is no error: those above it may be read-only.
                guard unsafe stat(folder, &status) == 0 else { return failure }
                guard status.st_mode & S_IFMT == S_IFDIR else { return SystemFailure(ENOTDIR) }
            }
            index = end
        }
        return nil
    }
}
