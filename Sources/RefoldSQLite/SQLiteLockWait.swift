// Unsafe here: SQLite calls back with a pointer to this object.
import CSQLite
import RefoldStores
import RefoldValues

/// Monitors the waits of a connection: those in which SQLite calls back, and those in which a statement is repeated.
final class SQLiteLockWait {
    private let watch: LockWatch
    private let path: String
    /// Whether a statement is being repeated: SQLite's own waits in it belong to the wait that began before.
    private var isRetrying = false

    init(_ waits: WaitPolicy, path: String) {
        watch = LockWatch(waits, of: path)
        self.path = path
    }

    /// Makes SQLite call this object while it waits for a lock. Retain it as long as the connection.
    func install(on handle: OpaquePointer) {
        unsafe sqlite3_busy_handler(
            handle,
            { context, count in
                guard let context = unsafe context else { return 0 }
                return unsafe Unmanaged<SQLiteLockWait>.fromOpaque(context).takeUnretainedValue().pause(count) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// SQLite's own pauses, in milliseconds.
    private static let pauses: [Int32] = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100]

    private func pause(_ count: Int32) -> Bool {
        if count == 0, !isRetrying { watch.begin() }
        guard mayGoOn() else { return false }
        sqlite3_sleep(Self.pauses[min(Int(count), Self.pauses.count - 1)])
        return true
    }

    /// Whether to repeat a statement that SQLite refused without waiting.
    func mayGoOn() -> Bool { watch.mayGoOn { SQLiteLockHolders.find(for: path) } }

    /// Call before a statement is repeated; has no effect if its wait was ended.
    func beginRetrying() {
        if !watch.isEnded { watch.begin() }
        isRetrying = true
    }

    func endRetrying() { isRetrying = false }

    /// The error of a statement whose wait was ended; nil if none was.
    func takeError(operation: String) -> RefoldError? { watch.takeEnd()?.error(operation: operation) }
}
