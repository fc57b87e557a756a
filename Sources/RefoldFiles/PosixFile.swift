// Unsafe here: functions of the C library that read a file's status and open it.
import Glibc
import RefoldValues

/// Steps that several kinds of files share.
enum PosixFile {
    /// The target of a path. A missing file is allowed; a folder or a device is not.
    static func target(of path: String) throws(RefoldError) -> String {
        guard !path.isEmpty, !path.hasSuffix("/") else {
            throw RefoldError(.failed, "\"\(path)\" names no file", expected: "the path of a file")
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            let failure = SystemFailure.last
            guard unsafe lstat(path, &status) == 0 else {
                if failure.code == ENOENT { return path }
                throw failure.error("the file cannot be looked at", at: path, for: .output)
            }
            // A dangling link is refused: a rename would replace the link instead of creating its target.
            throw RefoldError(
                .failed, failure.code == ELOOP ? "the link leads back to itself" : "the link leads to nothing", at: .named(path),
                remedy: "remove the link")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw RefoldError(
                .failed, "there is something that is no file", at: .named(path), expected: "a file or nothing",
                remedy: "name a file")
        }
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    /// Opens a private file without a name. It vanishes when it is closed, unless it is given a name through /proc.
    ///
    /// - Returns: a negative number if the file system has no such files, or if /proc cannot be used.
    static func openWithoutName(in folder: String) -> Int32 {
        // O_TMPFILE, a macro that Swift cannot import.
        let descriptor = unsafe open(folder, 0o20_000_000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return descriptor }
        if let file = FileIdentity(descriptor: descriptor), FileIdentity("/proc/self/fd/\(descriptor)") == file,
            flock(descriptor, LOCK_EX | LOCK_NB) == 0
        {
            return descriptor
        }
        close(descriptor)
        return -1
    }

    /// Makes the names in a folder durable.
    static func flush(folder: String, for purpose: SystemFailure.Purpose = .output) throws(RefoldError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure.last.error("the folder cannot be opened", at: folder, for: purpose) }
        defer { close(descriptor) }
        // Some file systems cannot flush a folder and return EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw SystemFailure.last.error("the folder cannot be flushed to the disk", at: folder, for: purpose)
        }
    }
}
