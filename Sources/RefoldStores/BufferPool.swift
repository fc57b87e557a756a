import Dispatch
import Synchronization

/// Buffers that threads take, use and give back: no more are under way than there are.
public final class BufferPool<Buffer: Sendable>: Sendable {
    private let count: Int
    private let free: Mutex<[Buffer]>
    private let given = DispatchSemaphore(value: 0)
    private let isClosed = Atomic(false)

    public init(_ buffers: [Buffer]) {
        count = buffers.count
        free = Mutex(buffers)
        // From 0 up: a semaphore that ends below the value it was made with stops the program.
        for _ in buffers { given.signal() }
    }

    /// Waits for a free buffer, and takes it; nil if the pool is closed.
    public func take() -> Buffer? {
        given.wait()
        return isClosed.load(ordering: .acquiring) ? nil : free.withLock { $0.popLast() }
    }

    /// Gives a buffer to whoever waits for one.
    public func giveBack(_ buffer: Buffer) {
        free.withLock { $0.append(buffer) }
        given.signal()
    }

    /// Waits until nobody has a buffer. For the thread that takes them.
    public func drain() {
        for _ in 0..<count { given.wait() }
        for _ in 0..<count { given.signal() }
    }

    /// Gives out no buffer any more. For a pool of which one thread takes.
    func close() {
        isClosed.store(true, ordering: .releasing)
        given.signal()
    }
}
