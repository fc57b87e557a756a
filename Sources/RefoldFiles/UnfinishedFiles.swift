// Unsafe here: unlink(2) takes a C string.
import Glibc
import Synchronization

/// The named temporary files of this process that are neither committed nor removed yet.
public enum UnfinishedFiles {
    private static let paths = Mutex<Set<String>>([])

    /// Creates such a file. It is recorded before a signal can end the process.
    static func make(_ path: String, _ body: () -> Int32) -> Int32 {
        paths.withLock { paths in
            let descriptor = body()
            if descriptor >= 0 { paths.insert(path) }
            return descriptor
        }
    }

    /// Call after a file was put at its path.
    static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

    /// Removes a file.
    static func remove(_ path: String) {
        paths.withLock { paths in
            unsafe unlink(path)
            paths.remove(path)
        }
    }

    /// Removes all of them and ends the process, before another one can be created.
    public static func removeAll(andEnd end: () -> Never) -> Never {
        paths.withLock { paths in
            for path in paths { unsafe unlink(path) }
            return end()
        }
    }
}
