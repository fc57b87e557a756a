// Unsafe here: the calls of the C library that make a folder and look at it.
import Glibc
import RefoldValues

/// The folders of files that are about to be written.
public enum Folder {
    /// Makes the folder that a file lies in, with those above it, where it is missing.
    ///
    /// - Throws: `.failed` if it cannot be made.
    public static func make(for path: String) throws(RefoldError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        guard let failure = makeAll(folder, mode: 0o777) else { return }
        throw failure.error("the folder cannot be made", at: folder, for: .output)
    }

    /// Makes a folder and those above it where they are missing.
    ///
    /// - Returns: why that could not be done; nil if it was, or all are there.
    static func makeAll(_ path: String, mode: mode_t) -> SystemFailure? {
        var index = path.startIndex
        while index < path.endIndex {
            let end = path[path.index(after: index)...].firstIndex(of: "/") ?? path.endIndex
            let folder = String(path[..<end])
            if unsafe mkdir(folder, mode) != 0 {
                let failure = SystemFailure.last
                var status = stat()
                // What is there already need not be ours to make: above it everything may be for reading only.
                guard unsafe stat(folder, &status) == 0 else { return failure }
                guard status.st_mode & S_IFMT == S_IFDIR else { return SystemFailure(ENOTDIR) }
            }
            index = end
        }
        return nil
    }
}
