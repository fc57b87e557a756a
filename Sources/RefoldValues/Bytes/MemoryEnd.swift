import Synchronization

/// What happens when the C library has no more memory for rows and blocks. Nothing can be thrown out of the middle of a fold that was promised
/// its memory, so the process ends: by a trap, unless its program ends it in a better way.
public enum MemoryEnd {
    private static let ending = Mutex<(@Sendable () -> Never)?>(nil)

    /// Sets how the program ends when there is no more memory. For the program, not for libraries.
    public static func end(by ending: @escaping @Sendable () -> Never) { self.ending.withLock { $0 = ending } }

    @usableFromInline
    static func reach() -> Never {
        if let ending = ending.withLock({ $0 }) { ending() }
        fatalError("there is not enough memory")
    }
}
