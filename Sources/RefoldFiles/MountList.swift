import FoundationEssentials

/// The file systems that this process sees, as the system lists them.
struct MountList {
    /// By the folder that each is mounted on, the last one of a folder last.
    private let mounts: [(folder: String, kind: String)]

    static var system: MountList { MountList((try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? "") }

    /// - Parameter list: lines as `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`. Source: proc(5)
    init(_ list: String) {
        mounts = list.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 6, let dash = words.firstIndex(of: "-"), dash + 1 < words.count else { return nil }
            return (Self.plain(words[4]), String(words[dash + 1]))
        }
    }

    /// The kind of the file system that holds a folder; nil if it is not in the list.
    ///
    /// - Parameter path: without links.
    func kind(of path: String) -> String? {
        let holding = mounts.filter { $0.folder == "/" || path == $0.folder || path.utf8.starts(with: ($0.folder + "/").utf8) }
        guard let longest = holding.map(\.folder.utf8.count).max() else { return nil }
        return holding.last { $0.folder.utf8.count == longest }?.kind
    }

    /// Whether a kind is one of another machine's file systems.
    static func isNetwork(_ kind: String) -> Bool { networks.contains(kind) }

    private static let networks: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "9p", "lustre", "gpfs", "glusterfs", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.davfs",
    ]

    /// Blanks and the like are written as three octal digits after a backslash.
    private static func plain(_ word: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(word.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), rest.count >= 3, let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) else {
                bytes.append(byte)
                continue
            }
            bytes.append(code)
            rest.removeFirst(3)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
