// Unsafe here: asks the system about a file.
import Glibc

/// The file that a path leads to now, following links; it differs after the file was replaced or created again.
public struct FileIdentity: Hashable, Sendable {
    let device: dev_t
    let number: ino_t

    init(_ status: stat) {
        device = status.st_dev
        number = status.st_ino
    }

    /// Nil if there is no file.
    public init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The file as `/proc/locks` names it: device and number, `fe:00:16230682`.
    public var inLockList: String {
        // The layout of a Linux device number, as in `gnu_dev_major` and `gnu_dev_minor`.
        let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
        let minor = device & 0xFF | (device >> 12) & ~0xFF
        return [major, minor].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":") + ":\(number)"
    }

    /// The target of a path after following links; the path itself if there is no file.
    public static func followingLinks(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// Nil if the descriptor is closed.
    init?(descriptor: Int32) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }
}

/// The place of an existing or future file: the nearest existing folder above it, by identity, and the names from there on.
public struct FilePlace: Hashable, Sendable {
    let folder: FileIdentity
    let names: [String]

    /// The place that a path leads to, if need be by links.
    ///
    /// - Returns: nil if even the working directory does not exist.
    public init?(following path: String) { self.init(FileIdentity.followingLinks(path)) }

    /// Nil if even the working directory does not exist.
    init?(_ path: String) {
        var (folder, name) = PosixFile.split(path)
        var names = [name]
        while true {
            if let identity = FileIdentity(folder) {
                self.folder = identity
                // Folders that are not there will be made, and are no links.
                self.names = names.reduce(into: [String]()) { names, name in
                    if name == ".." { _ = names.popLast() } else if !name.isEmpty, name != "." { names.append(name) }
                }
                return
            }
            guard folder != ".", folder != "/" else { return nil }
            (folder, name) = PosixFile.split(folder)
            names.insert(name, at: 0)
        }
    }

    public static func == (a: FilePlace, b: FilePlace) -> Bool {
        a.folder == b.folder && a.names.count == b.names.count && zip(a.names, b.names).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(folder)
        for name in names { for byte in name.utf8 { hasher.combine(byte) } }
    }
}
