// Unsafe here: the calls of the C library that make, lock and list files.
import Glibc
import RefoldCore

/// The steps that ``AtomicFile`` is made of.
enum PosixFile {
    static func error(_ what: String, _ path: String, _ code: Int32) -> RefoldError {
        let remedy: String? =
            switch code {
            case ENOSPC, EDQUOT: "free some space, then run it again"
            case EACCES, EPERM, EROFS: "check the permissions of the folder"
            case ENOENT, ENOTDIR: "create the folder first"
            default: nil
            }
        return RefoldError(.failed, "\(what): \(unsafe String(cString: strerror(code)))", at: .named(path), remedy: remedy)
    }

    /// Where a path leads. A missing file is fine; a folder or a device is not.
    static func target(of path: String) throws(RefoldError) -> String {
        guard !path.isEmpty, !path.hasSuffix("/") else {
            throw RefoldError(.failed, "\"\(path)\" names no file", expected: "the path of a file")
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            // A link that leads to nothing is left alone: a rename would replace the link, not make what it names.
            if unsafe lstat(path, &status) == 0 {
                throw RefoldError(.failed, "the link leads to nothing", at: .named(path), remedy: "remove the link")
            }
            return path
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

    /// Different for every file that this process writes, also for two of one name at a time.
    static func temporaryName(for name: String) -> String {
        ".\(name).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).part"
    }

    /// Makes a temporary file and locks it, so that no other run takes it for a leftover.
    static func create(_ temporary: String, for target: String) throws(RefoldError) -> Int32 {
        // Between making and locking the file another run may remove it as a leftover: then it is made again.
        for _ in 0..<100 {
            let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw error("the file cannot be created", target, errno) }
            var status = stat()
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe fstat(descriptor, &status) == 0, status.st_nlink > 0 { return descriptor }
            close(descriptor)
            unsafe unlink(temporary)
        }
        throw RefoldError(.failed, "the temporary file cannot be locked", at: .named(target), remedy: "run it again")
    }

    /// Removes the temporary files of a name that no living run holds.
    static func removeLeftovers(of name: String, in folder: String) {
        guard let directory = unsafe opendir(folder) else { return }
        defer { unsafe closedir(directory) }
        let (start, end) = (".\(name).", ".part")
        while let entry = unsafe readdir(directory) {
            let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard found.hasPrefix(start), found.hasSuffix(end), isProcessNumber(found.dropFirst(start.count).dropLast(end.count)) else { continue }
            let path = folder + "/" + found
            let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unsafe unlink(path) }
            close(descriptor)
        }
    }

    /// Whether it is what ``temporaryName(for:)`` puts between the name and the ending.
    private static func isProcessNumber(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    }

    /// Makes the names in a folder durable.
    static func flush(folder: String) throws(RefoldError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw error("the folder cannot be opened", folder, errno) }
        defer { close(descriptor) }
        // Some file systems cannot flush a folder and say so with EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw error("the folder cannot be flushed to the disk", folder, errno) }
    }
}
