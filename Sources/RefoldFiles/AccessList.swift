// Unsafe here: calls functions of the C library by name, because no header visible to Swift declares them.
import Glibc

/// The POSIX access control list of a file beyond its mode, in the system's binary form.
struct AccessList {
    private static let ownName = "system.posix_acl_access"
    private static let usualName = "system.posix_acl_default"

    private let bytes: [UInt8]

    /// The list of a file; nil if its mode says everything.
    init?(of path: String) { self.init(path, Self.ownName) }

    /// The default list for new files in a folder; nil if there is none.
    init?(ofNewFilesIn folder: String) { self.init(folder, Self.usualName) }

    private init?(_ path: String, _ name: String) {
        guard let get = unsafe Self.get else { return nil }
        let size = unsafe get(path, name, nil, 0)
        guard size > 0 else { return nil }
        bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = unsafe max(0, get(path, name, buffer.baseAddress, size))
        }
        guard !bytes.isEmpty else { return nil }
    }

    /// Applies the list to an open file.
    ///
    /// - Returns: whether the file system accepted it.
    func give(to descriptor: Int32) -> Bool {
        guard let set = unsafe Self.set else { return false }
        return unsafe bytes.withUnsafeBytes { unsafe set(descriptor, Self.ownName, $0.baseAddress, $0.count, 0) == 0 }
    }

    private typealias Get = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer?, Int) -> Int
    private typealias Set = @convention(c) (Int32, UnsafePointer<CChar>, UnsafeRawPointer?, Int, Int32) -> Int32

    private static var get: Get? { unsafe dlsym(nil, "getxattr").map { unsafe unsafeBitCast($0, to: Get.self) } }
    private static var set: Set? { unsafe dlsym(nil, "fsetxattr").map { unsafe unsafeBitCast($0, to: Set.self) } }
}
