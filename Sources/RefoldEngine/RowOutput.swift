import Dispatch
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Writes a run of rows into a generation.
enum RowOutput {
    private static let blockSize = 1 << 20

    /// - Parameters:
    ///   - overlapping: whether a second thread brings the rows together while the calling one hands them to the database.
    ///   - wrote: told how many rows have been written so far; throwing ends the writing.
    /// - Returns: the number of rows.
    static func write(
        _ run: any RowRun, columnCount: Int, to builder: any GenerationBuilder, overlapping: Bool,
        wrote: (Int64) throws(RefoldError) -> Void
    ) throws(RefoldError) -> Int64 {
        var rows: Int64 = 0
        func write(_ block: RowBlock) throws(RefoldError) {
            guard block.count > 0 else { return }
            try builder.write(block)
            rows += Int64(block.count)
            try wrote(rows)
        }
        if overlapping {
            let channel = BlockChannel(run, columnCount: columnCount)
            channel.start()
            defer { channel.stop() }
            while let block = try channel.next() {
                try write(block)
                channel.give(back: block)
            }
        } else {
            let block = emptyBlock(columnCount)
            while try fill(block, from: run) { try write(block) }
            try write(block)
        }
        return rows
    }

    fileprivate static func emptyBlock(_ columnCount: Int) -> RowBlock {
        RowBlock(columnCount: columnCount, capacity: blockSize * 5 / 4)
    }

    /// Fills a block with the next rows.
    ///
    /// - Returns: whether there may be more.
    fileprivate static func fill(_ block: RowBlock, from run: any RowRun) throws(RefoldError) -> Bool {
        block.removeAll()
        while block.byteCount < blockSize {
            guard try run.advance() else { return false }
            try run.emit(into: block)
        }
        return true
    }
}

/// Hands blocks from a thread that fills them to the one that writes them, and back.
///
/// The run is touched by the filling thread alone, from ``start()`` to the end that ``stop()`` waits for.
private final class BlockChannel: @unchecked Sendable {
    private enum Message {
        case block(RowBlock)
        case end
        case failure(RefoldError)
    }

    private let run: any RowRun
    private let free: Mutex<[RowBlock]>
    private let messages = Mutex<[Message]>([])
    private let isStopped = Atomic(false)
    private let hasFree: DispatchSemaphore
    private let hasMessage = DispatchSemaphore(value: 0)
    private let hasEnded = DispatchSemaphore(value: 0)

    init(_ run: any RowRun, columnCount: Int) {
        self.run = run
        free = Mutex((0..<3).map { _ in RowOutput.emptyBlock(columnCount) })
        // From 0 up: a semaphore that ends below the value it was made with stops the program.
        hasFree = DispatchSemaphore(value: 0)
        for _ in 0..<3 { hasFree.signal() }
    }

    func start() {
        DispatchQueue(label: "refold.rows").async { [self] in
            while fillNext() {}
            hasEnded.signal()
        }
    }

    private func fillNext() -> Bool {
        hasFree.wait()
        guard !isStopped.load(ordering: .acquiring), let block = free.withLock({ $0.popLast() }) else { return false }
        do throws(RefoldError) {
            let hasMore = try RowOutput.fill(block, from: run)
            send(.block(block))
            if !hasMore { send(.end) }
            return hasMore
        } catch {
            send(.failure(error))
            return false
        }
    }

    private func send(_ message: Message) {
        messages.withLock { $0.append(message) }
        hasMessage.signal()
    }

    /// The next block, nil at the end.
    func next() throws(RefoldError) -> RowBlock? {
        hasMessage.wait()
        switch messages.withLock({ $0.removeFirst() }) {
        case .block(let block): return block
        case .end: return nil
        case .failure(let error): throw error
        }
    }

    func give(back block: RowBlock) {
        free.withLock { $0.append(block) }
        hasFree.signal()
    }

    /// Ends the filling, wherever it is, and waits for it.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        hasFree.signal()
        hasEnded.wait()
    }
}
