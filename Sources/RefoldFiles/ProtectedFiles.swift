// Unsafe here: follows links and reads the first bytes of a file.
import Glibc
import RefoldValues

/// The files that no output may replace, since Refold reads or keeps them.
///
/// They are compared by device and inode, links followed, and by folder and name where there is no file yet.
public struct ProtectedFiles: Sendable {
    private var files: [FileIdentity: String] = [:]
    private var places: [FilePlace: String] = [:]
    private var folders: [FileIdentity: String] = [:]
    private var placesOfFolders: [FilePlace: String] = [:]

    public init() {}

    /// No file but those that every output spares: databases, and what standard input and outputs lead to.
    public static let none = ProtectedFiles()

    /// Adds a file, which need not be there yet.
    ///
    /// - Parameter what: it for messages: `the event store`.
    public mutating func add(_ path: String, as what: String) {
        for path in [path, Self.followed(path)] {
            if let file = FileIdentity(path) { files[file] = files[file] ?? what }
            if let place = FilePlace(path) { places[place] = places[place] ?? what }
        }
    }

    /// Adds a SQLite file with those that SQLite and Refold keep beside it.
    public mutating func add(database path: String, as what: String) {
        for path in Set([path, Self.followed(path)]) {
            add(path, as: what)
            for ending in ["-wal", "-shm", "-journal", "-lock"] { add(path + ending, as: "a part of \(what)") }
        }
    }

    /// Adds everything in a folder, which need not be there yet.
    public mutating func add(folder: String, as what: String) {
        add(folder, as: what)
        if let identity = FileIdentity(folder) { folders[identity] = folders[identity] ?? what }
        if let place = FilePlace(folder) { placesOfFolders[place] = placesOfFolders[place] ?? what }
    }

    /// Why a file must not be written there; nil if it may be. Nothing is opened for writing.
    ///
    /// - Parameter place: where the path was given; nil for the path itself.
    public func fault(writing path: String, at place: Place? = nil) -> Fault? {
        let place = place ?? .named(path)
        func fault(_ what: String) -> Fault {
            Fault("an output would replace \(what)", at: place, expected: "a file that refold neither reads nor keeps", remedy: "name another file")
        }
        if Self.leadsIntoProcesses(path) {
            return Fault(
                "this is no file but one that a process has open", at: place, expected: "the path of a file",
                remedy: "leave --output out to write to standard output")
        }
        let end = Self.followed(path)
        if let file = FileIdentity(end) {
            if let what = files[file] { return fault(what) }
            for (descriptor, name) in [(STDOUT_FILENO, "standard output"), (STDERR_FILENO, "standard error"), (STDIN_FILENO, "standard input")]
            where FileIdentity(descriptor: descriptor) == file && Self.isRegular(end) {
                return Fault(
                    "this is the file that \(name) leads to", at: place, expected: "another file",
                    remedy: descriptor == STDOUT_FILENO ? "leave --output out to write to standard output" : "name another file")
            }
            if Self.isDatabase(end) { return fault("a SQLite database") }
        }
        if let at = FilePlace(end), let what = places[at] { return fault(what) }
        var folder = PosixFile.split(end).folder
        while true {
            if let above = FileIdentity(folder), let what = folders[above] { return fault(what) }
            if let above = FilePlace(folder), let what = placesOfFolders[above] { return fault(what) }
            guard folder != ".", folder != "/" else { return nil }
            folder = PosixFile.split(folder).folder
        }
    }

    /// - Throws: `.usage` if a file must not be written there.
    public func check(_ path: String) throws(RefoldError) {
        if let fault = fault(writing: path) { throw RefoldError(.usage, [fault]) }
    }

    // MARK: Where a path leads

    /// Where links at the end of a path lead, whether anything is there or not.
    private static func followed(_ path: String) -> String {
        var path = path
        for _ in 0..<40 {
            guard let target = target(of: path) else { return path }
            path = target
        }
        return path
    }

    /// Where the link of that name leads, as seen from the working directory; nil if it is none.
    private static func target(of path: String) -> String? {
        let room = 4096
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            count = unsafe max(0, readlink(path, UnsafeMutableRawPointer(buffer.baseAddress!).assumingMemoryBound(to: CChar.self), room))
        }
        guard !bytes.isEmpty else { return nil }
        let target = String(decoding: bytes, as: UTF8.self)
        return target.hasPrefix("/") ? target : PosixFile.split(path).folder + "/" + target
    }

    /// Whether a path, or a link that it leads through, lies in the system's own list of processes: `/dev/stdout`, `/dev/fd/1`.
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

    /// Whether a file begins as SQLite files do.
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
