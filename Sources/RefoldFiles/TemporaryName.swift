// Unsafe here: functions of the C library that make, lock, link, rename and list files.
import Glibc
import RefoldValues

/// The temporary name of a file until it is put at its path, if it needs one: `.NAME.PROCESS-NUMBER.part` in the same folder.
///
/// The file is locked while it is open. A leftover of a killed process is removed by the next file with the same target.
final class TemporaryName {
    private let path: String
    private var isTaken = false

    /// Different for each file that this process writes, even for two with the same target.
    init(for name: String, in folder: String) {
        path = folder + "/.\(name).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).part"
    }

    /// Creates a file with this name, private and locked, so that no other run takes it for a leftover.
    func create(for target: String) throws(RefoldError) -> Int32 {
        // Between creation and locking, another run may remove the file as a leftover; then it is created again.
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

    /// Moves a file, with this name or without a name, to its path.
    func put(_ descriptor: Int32, inPlaceOf target: String) throws(RefoldError) {
        if !isTaken {
            let open = "/proc/self/fd/\(descriptor)"
            // If nothing is replaced, one step is enough.
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

    /// Removes the file if it has the name.
    func remove() {
        guard isTaken else { return }
        isTaken = false
        UnfinishedFiles.remove(path)
    }

    private static func failure(_ target: String) -> RefoldError {
        SystemFailure.last.error("the file cannot be put in its place", at: target, for: .output)
    }

    // MARK: Leftovers

    /// Removes files with such names that no running process holds.
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

    /// Leaves anything that is not a regular file: opening a pipe would wait for its other end.
    private static func removeUnlessHeld(_ path: String) {
        let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unsafe unlink(path) }
    }

    /// Whether it is the part between the name and the suffix.
    private static func isProcessNumber(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    }
}
