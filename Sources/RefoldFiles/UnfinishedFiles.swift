// Unsafe here: unlink(2) takes a C string.
import Glibc
import Synchronization

/// The temporary files with names that this process has made and neither put in their place nor removed yet.
public enum UnfinishedFiles {
    private static let paths = Mutex<Set<String>>([])

    /// Makes such a file. It is noted before anybody can end the process.
    static func make(_ path: String, _ body: () -> Int32) -> Int32 {
        paths.withLock { paths in
            let descriptor = body()
            if descriptor >= 0 { paths.insert(path) }
            return descriptor
        }
    }

    /// A file was put in its place.
    static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

    /// Removes a file.
    static func remove(_ path: String) {
        paths.withLock { paths in
            unsafe unlink(path)
            paths.remove(path)
        }
    }

    /// Removes all of them and ends the process, before it can make another.
    public static func removeAll(andEnd end: () -> Never) -> Never {
        paths.withLock { paths in
            for path in paths { unsafe unlink(path) }
            return end()
        }
    }
}
