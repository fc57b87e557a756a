// Unsafe here: functions of the C library that create, list and empty a folder, and rename in it.
import Glibc
import RefoldValues

/// A folder of files that only its owner may read, for the state that a later run resumes.
public struct PrivateFolder: Sendable {
    /// The path of the folder.
    public let path: String

    /// The folder at a path; ``make()`` creates it.
    public init(_ path: String) { self.path = path }

    /// Creates the folder, and those above it, if missing.
    ///
    /// - Throws: `.failed` if that fails, or if others have access to what exists there.
    public func make() throws(RefoldError) {
        if let failure = Folder.makeAll(path, mode: 0o700) { throw failure.error("the folder cannot be made", at: path, for: .kept) }
        try check()
    }

    /// Refuses a folder into which someone else could have put files.
    ///
    /// - Throws: `.failed`; also if there is no folder.
    public func check() throws(RefoldError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw SystemFailure.last.error("the folder cannot be looked at", at: path, for: .kept) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw RefoldError(
                .failed, "others may have put something there", at: .named(path), expected: "a folder of the user's own, of mode 0700",
                remedy: "remove it, or name another --work-folder")
        }
    }

    /// Whether anything of that name is there, or may be: what cannot be looked at is not absent.
    public var exists: Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 || errno != ENOENT
    }

    /// The names of all files in it; none if the folder does not exist.
    public var names: [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The bytes of a file; nil if it is missing, unreadable or longer than `limit`.
    public func read(_ name: String, limit: Int) -> [UInt8]? {
        let descriptor = unsafe open(path + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else { return nil }
        let size = status.st_size
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let read = unsafe Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
                if read < 0, errno == EINTR { continue }
                if read <= 0 { return }
                count += read
            }
        }
    }

    /// Replaces the file of that name, durably: a reader finds either the old bytes or the new ones.
    ///
    /// - Throws: `.failed` if the disk is full or broken; then the old bytes are still there.
    public func replace(_ name: String, with bytes: [UInt8]) throws(RefoldError) {
        let part = name + ".part"
        remove(part)
        do throws(RefoldError) {
            let file = try TemporaryFile(named: part, in: path)
            try file.append(bytes.span)
            try file.file.flush()
            guard unsafe rename(path + "/" + part, path + "/" + name) == 0 else {
                throw SystemFailure.last.error("the file cannot be put in its place", at: path + "/" + name, for: .kept)
            }
            try PosixFile.flush(folder: path, for: .kept)
        } catch {
            remove(part)
            throw error
        }
    }

    /// Removes a file, if it exists.
    public func remove(_ name: String) { _ = unsafe unlink(path + "/" + name) }

    /// Removes all files except some, then the folder and the one above it if they are empty.
    public func empty(except kept: Set<String> = []) {
        for name in names where !kept.contains(name) { remove(name) }
        guard kept.isEmpty, unsafe rmdir(path) == 0 else { return }
        _ = unsafe rmdir(PosixFile.split(path).folder)
    }
}
