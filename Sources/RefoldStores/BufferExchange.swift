// Unsafe here: what fills the buffers goes to another thread, which alone has it until it is waited for.
import Dispatch
import RefoldValues
import Synchronization

/// Buffers on their way from a thread that fills them to the one that uses them, and back.
public final class BufferExchange<Buffer: Sendable>: Sendable {
    private let pool: BufferPool<Buffer>
    private let filled = Mutex<[Result<(buffer: Buffer, isLast: Bool), RefoldError>]>([])
    private let ready = DispatchSemaphore(value: 0)

    private init(_ buffers: [Buffer]) { pool = BufferPool(buffers) }

    /// Fills buffers on a thread of its own while the calling one uses them, in order. On return nobody is at them any more.
    ///
    /// - Parameters:
    ///   - label: the name of the thread's queue.
    ///   - fill: fills a buffer, and says whether there may be more. Nobody else touches what it uses until this method returns.
    ///   - use: its buffer is filled anew after it returns.
    /// - Throws: what `use` throws, which ends the filling; and what `fill` throws, after all earlier buffers have been used.
    public static func run(
        _ label: String, _ buffers: [Buffer], fill: @escaping (Buffer) throws(RefoldError) -> Bool, use: (Buffer) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let exchange = BufferExchange(buffers)
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) let handedOver = fill
        DispatchQueue(label: label).async {
            while let buffer = exchange.pool.take(), unsafe exchange.send(buffer, filledBy: handedOver) {}
            done.signal()
        }
        defer {
            exchange.pool.close()
            done.wait()
        }
        var isLast = false
        while !isLast {
            let buffer: Buffer
            (buffer, isLast) = try exchange.next()
            try use(buffer)
            exchange.pool.giveBack(buffer)
        }
    }

    /// - Returns: whether there may be more.
    private func send(_ buffer: Buffer, filledBy fill: (Buffer) throws(RefoldError) -> Bool) -> Bool {
        let result: Result<(buffer: Buffer, isLast: Bool), RefoldError>
        do throws(RefoldError) {
            result = .success((buffer, isLast: try !fill(buffer)))
        } catch {
            result = .failure(error)
        }
        filled.withLock { $0.append(result) }
        ready.signal()
        guard case .success((_, isLast: false)) = result else { return false }
        return true
    }

    private func next() throws(RefoldError) -> (buffer: Buffer, isLast: Bool) {
        ready.wait()
        return try filled.withLock { $0.removeFirst() }.get()
    }
}
