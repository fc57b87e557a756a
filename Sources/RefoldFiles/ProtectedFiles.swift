// Unsafe here: follows links and reads the first bytes of a file.
import Glibc
import RefoldValues

/// The files that no output may replace, because Refold reads or keeps them.
///
/// They are compared by device and inode after following links, and by folder and name if the file does not exist yet.
public struct ProtectedFiles: Sendable {
    private var files: [FileIdentity: Known] = [:]
    private var places: [FilePlace: String] = [:]
    private var folders: [FileIdentity: Known] = [:]
    private var placesOfFolders: [FilePlace: String] = [:]

    /// What was found at a path. The number of a file that is gone is given to the next one that is made, which is another file.
    private struct Known {
        let what: String
        let path: String

        /// - Returns: nil if the path leads elsewhere by now.
        func what(at identity: FileIdentity) -> String? { FileIdentity(path) == identity ? what : nil }
    }

    public init() {}

    /// Only the files that every output spares: databases, and the targets of standard input, output and error.
    public static let none = ProtectedFiles()

    /// Adds a file, which need not exist yet.
    ///
    /// - Parameter what: its name in messages: `the event store`.
    public mutating func add(_ path: String, as what: String) {
        for path in [path, Self.followed(path)] {
            if let file = FileIdentity(path) { files[file] = files[file] ?? Known(what: what, path: path) }
            if let place = FilePlace(path) { places[place] = places[place] ?? what }
        }
    }

    /// Adds a SQLite file and the files that SQLite and Refold keep beside it.
    public mutating func add(database path: String, as what: String) {
        for path in Set([path, Self.followed(path)]) {
            add(path, as: what)
            for ending in ["-wal", "-shm", "-journal", "-lock"] { add(path + ending, as: "a part of \(what)") }
        }
    }

    /// Adds everything in a folder, which need not exist yet.
    public mutating func add(folder: String, as what: String) {
        add(folder, as: what)
        if let identity = FileIdentity(folder) { folders[identity] = folders[identity] ?? Known(what: what, path: folder) }
        if let place = FilePlace(folder) { placesOfFolders[place] = placesOfFolders[place] ?? what }
    }

    /// Why a file must not be written at a path; nil if it may be. Nothing is opened for writing.
    ///
    /// - Parameter origin: where the path was specified; nil for the path that `--output` names.
    public func fault(writing path: String, at origin: Place? = nil) -> Fault? {
        let place = origin ?? .named(path)
        func fault(_ what: String) -> Fault {
            Fault("an output would replace \(what)", at: place, expected: "a file that refold neither reads nor keeps", remedy: "name another file")
        }
        if Self.leadsIntoProcesses(path) {
            return Fault(
                "this is no file but one that a process has open", at: place, expected: "the path of a file",
                remedy: origin == nil ? "leave --output out to write to standard output" : "name another file")
        }
        let end = Self.followed(path)
        if let file = FileIdentity(end) {
            if let what = files[file]?.what(at: file) { return fault(what) }
            for (descriptor, name) in [(STDOUT_FILENO, "standard output"), (STDERR_FILENO, "standard error"), (STDIN_FILENO, "standard input")]
            where FileIdentity(descriptor: descriptor) == file && Self.isRegular(end) {
                return Fault(
                    "this is the file that \(name) leads to", at: place, expected: "another file",
                    remedy: descriptor == STDOUT_FILENO && origin == nil ? "leave --output out to write to standard output" : "name another file")
            }
            if Self.isDatabase(end) { return fault("a SQLite database") }
        }
        if let at = FilePlace(end), let what = places[at] { return fault(what) }
        var folder = PosixFile.split(end).folder
        while true {
            if let above = FileIdentity(folder), let what = folders[above]?.what(at: above) { return fault(what) }
            if let above = FilePlace(folder), let what = placesOfFolders[above] { return fault(what) }
            guard folder != ".", folder != "/" else { return nil }
            folder = PosixFile.split(folder).folder
        }
    }

    /// - Throws: `.usage` if a file must not be written at the path.
    public func check(_ path: String) throws(RefoldError) {
        if let fault = fault(writing: path) { throw RefoldError(.usage, [fault]) }
    }

    // MARK: Following paths

    /// The target of the links at the end of a path, whether it exists or not.
    private static func followed(_ path: String) -> String {
        var path = path
        for _ in 0..<40 {
            guard let target = target(of: path) else { return path }
            path = target
        }
        return path
    }

    /// The target of a link, relative to the working directory; nil if the path is not a link.
    private static func target(of path: String) -> String? {
        let room = 4096
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            count = unsafe max(0, readlink(path, UnsafeMutableRawPointer(buffer.baseAddress!).assumingMemoryBound(to: CChar.self), room))
        }
        guard !bytes.isEmpty else { return nil }
        let target = String(decoding: bytes, as: UTF8.self)
        return target.hasPrefix("/") ? target : PosixFile.split(path).folder + "/" + target
    }

    /// Whether a path, or a link on the way, lies in /proc: `/dev/stdout`, `/dev/fd/1`.
    private static func leadsIntoProcesses(_ path: String) -> Bool {
        guard let processes = FileIdentity("/proc/self")?.device else { return false }
        var next: String? = path
        for _ in 0..<40 {
            guard let path = next else { return false }
            if FileIdentity(PosixFile.split(path).folder)?.device == processes { return true }
            next = target(of: path)
        }
        return false
    }

    private static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether a file begins with SQLite's header.
    private static func isDatabase(_ path: String) -> Bool {
        guard isRegular(path) else { return false }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let start = Array("SQLite format 3\0".utf8)
        var found = [UInt8](repeating: 0, count: start.count)
        let count = unsafe found.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        return count == start.count && found == start
    }
}
