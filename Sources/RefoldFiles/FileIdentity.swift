// Unsafe here: asks the system about a file.
import Glibc

/// Which file a path leads to now, links followed.
struct FileIdentity: Hashable, Sendable {
    let device: dev_t
    let number: ino_t

    init(_ status: stat) {
        device = status.st_dev
        number = status.st_ino
    }

    /// Nil where there is no file.
    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Nil where the descriptor is closed.
    init?(descriptor: Int32) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }
}

/// A place that a file has or would have: the nearest folder above it that is there, by identity, and the names from there on.
struct FilePlace: Hashable, Sendable {
    let folder: FileIdentity
    let names: [String]

    /// Nil where not even the working directory is there.
    init?(_ path: String) {
        var (folder, name) = PosixFile.split(path)
        var names = [name]
        while true {
            if let identity = FileIdentity(folder) {
                self.folder = identity
                self.names = names.filter { !$0.isEmpty && $0 != "." }
                return
            }
            guard folder != ".", folder != "/" else { return nil }
            (folder, name) = PosixFile.split(folder)
            names.insert(name, at: 0)
        }
    }

    static func == (a: FilePlace, b: FilePlace) -> Bool {
        a.folder == b.folder && a.names.count == b.names.count && zip(a.names, b.names).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(folder)
        for name in names { for byte in name.utf8 { hasher.combine(byte) } }
    }
}
