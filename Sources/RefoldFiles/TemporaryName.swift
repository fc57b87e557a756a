// Unsafe here: the calls of the C library that make, lock, link, rename and list files.
import Glibc
import RefoldValues

/// The name that a file has, if any, until it is put in its place: `.NAME.PROCESS-NUMBER.part` in the same folder.
///
/// The file is locked as long as it is open. One that a killed process left is removed by the next file of the same name.
final class TemporaryName {
    private let path: String
    private var isTaken = false

    /// Different for every file that this process writes, also for two of one name at a time.
    init(for name: String, in folder: String) {
        path = folder + "/.\(name).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).part"
    }

    /// Makes a file of that name, private and locked, so that no other run takes it for a leftover.
    func create(for target: String) throws(RefoldError) -> Int32 {
        // Between making and locking the file another run may remove it as a leftover: then it is made again.
        for _ in 0..<100 {
            let descriptor = UnfinishedFiles.make(path) { unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
            guard descriptor >= 0 else { throw SystemFailure.last.error("the file cannot be created", at: target, for: .output) }
            isTaken = true
            var status = stat()
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe fstat(descriptor, &status) == 0, status.st_nlink > 0 { return descriptor }
            close(descriptor)
            remove()
        }
        throw RefoldError(.failed, "the temporary file cannot be locked", at: .named(target), remedy: "run it again")
    }

    /// Puts a file, which has this name or none, in its place.
    func put(_ descriptor: Int32, inPlaceOf target: String) throws(RefoldError) {
        if !isTaken {
            let open = "/proc/self/fd/\(descriptor)"
            // Where nothing is replaced one step does it.
            if unsafe linkat(AT_FDCWD, open, AT_FDCWD, target, AT_SYMLINK_FOLLOW) == 0 { return }
            guard errno == EEXIST else { throw Self.failure(target) }
            let linked = UnfinishedFiles.make(path) { unsafe linkat(AT_FDCWD, open, AT_FDCWD, path, AT_SYMLINK_FOLLOW) }
            guard linked == 0 else { throw Self.failure(target) }
            isTaken = true
        }
        guard unsafe rename(path, target) == 0 else { throw Self.failure(target) }
        isTaken = false
        UnfinishedFiles.forget(path)
    }

    /// Removes the file where it has the name.
    func remove() {
        guard isTaken else { return }
        isTaken = false
        UnfinishedFiles.remove(path)
    }

    private static func failure(_ target: String) -> RefoldError {
        SystemFailure.last.error("the file cannot be put in its place", at: target, for: .output)
    }

    // MARK: Leftovers

    /// Removes the files of such names that no living run holds.
    static func removeLeftovers(of name: String, in folder: String) {
        guard let directory = unsafe opendir(folder) else { return }
        defer { unsafe closedir(directory) }
        let (start, end) = (".\(name).", ".part")
        while let entry = unsafe readdir(directory) {
            let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard found.hasPrefix(start), found.hasSuffix(end), isProcessNumber(found.dropFirst(start.count).dropLast(end.count)) else { continue }
            removeUnlessHeld(folder + "/" + found)
        }
    }

    /// What is no file is left alone: a pipe of that name would make opening wait for its other end.
    private static func removeUnlessHeld(_ path: String) {
        let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unsafe unlink(path) }
    }

    /// Whether it is what stands between the name and the ending.
    private static func isProcessNumber(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    }
}
