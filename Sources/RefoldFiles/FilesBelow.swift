// Unsafe here: functions of the C library that open, look at and remove what lies in an open folder.
import Glibc
import RefoldValues

/// The files below a folder, each reached without following a link: what lies behind one is not taken to be below it.
///
/// For removing what was written there earlier, and nothing else.
public final class FilesBelow {
    private let root: Int32

    /// What a file was when it was written.
    public struct Mark: Hashable, Sendable, Codable {
        /// In bytes.
        public var size: Int64
        /// When it was written, in seconds since 1970.
        public var modified: Int64
        /// The nanoseconds of that.
        public var nanoseconds: Int64
        /// Its number in the file system: a file that was written anew has another one.
        public var inode: UInt64
        /// Of its bytes, in hexadecimal digits.
        public var sha256: String

        fileprivate init(_ status: stat, sha256: String) {
            (size, modified, nanoseconds) = (Int64(status.st_size), Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec))
            (inode, self.sha256) = (UInt64(status.st_ino), sha256)
        }
    }

    /// What became of a file that was to be removed.
    public enum Removal: Hashable, Sendable {
        /// It is gone.
        case removed
        /// Nothing of that name is there.
        case absent
        /// It is another file by now, or a link, or lies behind one.
        case other
        /// It has a further name, by which it may be needed.
        case named
        /// The system refuses.
        case failed(SystemFailure)
    }

    /// Nil if there is no such folder, or it cannot be opened. A link at its end is followed.
    public init?(_ folder: String) {
        root = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if root < 0 { return nil }
    }

    deinit { close(root) }

    /// What the file at a path below the folder is; nil if none is there that has this name alone.
    public func mark(of path: String) -> Mark? {
        guard case .success(let place) = place(of: path), case .success(let found) = place.look(), found.links == 1 else { return nil }
        return found.mark
    }

    /// Removes a file that is as it was written.
    public func remove(_ path: String, if mark: Mark) -> Removal {
        let place: Place
        switch self.place(of: path) {
        case .failure(let failure): return Self.removal(failure)
        case .success(let found): place = found
        }
        // Without reading one that was written again since.
        if let now = place.status, now.st_mode & S_IFMT == S_IFREG, Int64(now.st_size) != mark.size || UInt64(now.st_ino) != mark.inode { return .other }
        switch place.look() {
        case .failure(let failure): return Self.removal(failure)
        case .success(let found):
            guard found.mark == mark else { return .other }
            guard found.links == 1 else { return .named }
            // Reading took a while.
            guard place.status.map({ FileIdentity($0) }) == found.identity else { return .other }
            return unsafe unlinkat(place.folder, place.name, 0) == 0 ? .removed : Self.removal(SystemFailure.last)
        }
    }

    /// Removes a folder if nothing is in it.
    ///
    /// - Returns: whether it did.
    public func removeEmptyFolder(_ path: String) -> Bool {
        guard case .success(let place) = place(of: path) else { return false }
        return unsafe unlinkat(place.folder, place.name, AT_REMOVEDIR) == 0
    }

    /// The bytes of a file in the folder that nobody else can have written, neither its group nor everybody; nil if it is missing, another's
    /// or longer than `limit`.
    public func own(_ name: String, limit: Int) -> [UInt8]? {
        guard case .success(let place) = place(of: name), let file = place.open(), file.status.st_uid == geteuid(), file.status.st_mode & 0o022 == 0,
            file.status.st_nlink == 1, file.status.st_size <= limit
        else { return nil }
        var bytes: [UInt8] = []
        return file.read { bytes += $0 } ? bytes : nil
    }

    /// Whether anything has that name in the folder.
    public func has(_ name: String) -> Bool {
        var status = stat()
        return unsafe fstatat(root, name, &status, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT
    }

    private static func removal(_ failure: SystemFailure) -> Removal {
        switch failure.code {
        case ENOENT: .absent
        case ELOOP, ENOTDIR, EISDIR: .other
        default: .failed(failure)
        }
    }

    // MARK: Steps on the way

    /// A name in an open folder.
    private final class Place {
        let folder: Int32
        let name: String

        init(_ folder: Int32, _ name: String) { (self.folder, self.name) = (folder, name) }

        deinit { close(folder) }

        /// Of what has the name now.
        var status: stat? {
            var status = stat()
            return unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
        }

        func open() -> Opened? {
            let descriptor = unsafe openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            return descriptor < 0 ? nil : Opened(descriptor)
        }

        func look() -> Result<(identity: FileIdentity, links: UInt64, mark: Mark), SystemFailure> {
            guard let file = open() else { return .failure(SystemFailure.last) }
            guard file.isFile else { return .failure(SystemFailure(EISDIR)) }
            var digest = SHA256()
            guard file.read({ digest.add($0) }) else { return .failure(SystemFailure.last) }
            let status = file.status
            return .success((FileIdentity(status), UInt64(status.st_nlink), Mark(status, sha256: digest.text())))
        }
    }

    private final class Opened {
        private let descriptor: Int32
        private(set) var status = stat()

        init(_ descriptor: Int32) {
            self.descriptor = descriptor
            _ = unsafe fstat(descriptor, &status)
        }

        deinit { close(descriptor) }

        var isFile: Bool { status.st_mode & S_IFMT == S_IFREG }

        /// Gives all bytes, in parts.
        ///
        /// - Returns: whether all could be read.
        func read(_ take: (ArraySlice<UInt8>) -> Void) -> Bool {
            guard isFile else { return false }
            var part = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = unsafe part.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
                if count == 0 { return true }
                if count < 0 {
                    guard errno == EINTR else { return false }
                    continue
                }
                take(part[..<count])
            }
        }
    }

    /// Opens the folder of a path, name by name. A path that leaves the folder leads nowhere.
    private func place(of path: String) -> Result<Place, SystemFailure> {
        let names = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard let last = names.last, !names.contains(".."), !path.utf8.contains(0) else { return .failure(SystemFailure(ENOTDIR)) }
        var place = Place(fcntl(root, F_DUPFD_CLOEXEC, 0), last)
        for name in names.dropLast() {
            let next = unsafe openat(place.folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            guard next >= 0 else { return .failure(SystemFailure.last) }
            place = Place(next, last)
        }
        return .success(place)
    }
}
