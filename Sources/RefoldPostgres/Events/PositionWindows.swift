import Dispatch
import RefoldCore
import RefoldValues
import Synchronization

/// A range of positions that one reader of a scan reads.
struct PositionWindow: Hashable, Sendable {
    let number: Int
    /// Exclusive.
    let after: Position
    /// Inclusive.
    let through: Position
}

/// What the readers of one scan share: which window of positions comes next, and what they read, until it is handed on in order.
///
/// Each reader has a few batches of its own. One that has filled them waits until the window it reads has its turn; the window whose
/// turn it is belongs to a reader all of whose batches are free for it or under way, so that nobody waits for ever.
final class PositionWindows: Sendable {
    private struct Shelf {
        var batches: [(batch: EventBatch, reader: Int)] = []
        /// Nil while its reader is at work.
        var end: Result<Void, RefoldError>?
    }

    private struct State {
        var passed: Position
        var size: Int64
        var claimed = 0
        /// The window whose turn it is.
        var current = 0
        var shelves: [Int: Shelf] = [:]
        var free: [[EventBatch]]
        var names: [String] = []
        var numbers: [ExactText: UInt32] = [:]
        /// For each reader the number in ``names`` of each type that it has met.
        var known: [[UInt32]]
        var readers: Int
        /// No further window is given out: a reader failed, or nobody wants more.
        var isClosed = false
        var isStopped = false
        /// Why a reader never came to read.
        var absence: RefoldError?
    }

    static let batchesOfReader = 3

    let through: Position
    private let sizes: ClosedRange<Int64>
    private let state: Mutex<State>
    /// Signalled for each batch and each end of a window or a reader.
    private let news = DispatchSemaphore(value: 0)
    /// For each reader, signalled for each of its batches that becomes free.
    private let room: [DispatchSemaphore]

    /// - Parameter sizes: how few and how many positions a window may have.
    init(after: Position, through: Position, readers: Int, sizes: ClosedRange<Int64>) {
        self.through = through
        self.sizes = sizes
        room = (0..<readers).map { _ in DispatchSemaphore(value: 0) }
        state = Mutex(
            State(passed: after, size: Self.firstSize(of: sizes), free: Array(repeating: [], count: readers),
                known: Array(repeating: [], count: readers), readers: readers))
    }

    /// How many positions the first window has.
    static func firstSize(of sizes: ClosedRange<Int64>) -> Int64 { min(max(1 << 14, sizes.lowerBound), sizes.upperBound) }

    /// Gives every reader its batches.
    ///
    /// - Parameter pattern: a batch of the size that is wanted.
    func addBatches(like pattern: EventBatch) {
        for reader in room.indices {
            for _ in 0..<Self.batchesOfReader { takeBack(pattern.emptyTwin(), from: reader) }
        }
    }

    // MARK: For readers

    /// The next window; nil if there is none.
    func claim() -> PositionWindow? {
        state.withLock { state in
            guard !state.isClosed, state.passed < through else { return nil }
            let (end, overflow) = state.passed.addingReportingOverflow(state.size)
            let window = PositionWindow(number: state.claimed, after: state.passed, through: overflow ? through : min(end, through))
            state.shelves[window.number] = Shelf()
            state.claimed += 1
            state.passed = window.through
            return window
        }
    }

    /// Waits for a free batch of a reader; nil if nobody wants more.
    func freeBatch(of reader: Int) -> EventBatch? {
        room[reader].wait()
        return state.withLock { $0.isStopped ? nil : $0.free[reader].popLast() }
    }

    /// Hands on a batch of a reader's window.
    ///
    /// - Returns: false if all readers together have met more types than one scan may have.
    func offer(_ batch: EventBatch, of window: PositionWindow, from reader: Int) -> Bool {
        let names = batch.typeNames
        let numbers = state.withLock { state in
            for name in names[state.known[reader].count...] { state.known[reader].append(Self.number(of: name, in: &state)) }
            return state.names.count > EventTypeNames.maximumCount ? nil : state.known[reader]
        }
        guard let numbers else { return false }
        batch.renumberTypes(numbers)
        state.withLock { $0.shelves[window.number]?.batches.append((batch, reader)) }
        news.signal()
        return true
    }

    private static func number(of name: String, in state: inout State) -> UInt32 {
        if let known = state.numbers[ExactText(name)] { return known }
        let number = UInt32(truncatingIfNeeded: state.names.count)
        state.names.append(name)
        state.numbers[ExactText(name)] = number
        return number
    }

    /// Ends a window, and makes the next ones so large that a reader's batches hold one and that it does not last long.
    ///
    /// - Parameter duration: spent with reading, not with waiting for batches.
    func finish(_ window: PositionWindow, batches: Int, duration: Duration) {
        state.withLock { state in
            state.shelves[window.number]?.end = .success(())
            if batches > Self.batchesOfReader || duration > .milliseconds(500) {
                state.size = max(state.size / 2, sizes.lowerBound)
            } else if batches <= 1, duration < .milliseconds(100) {
                state.size = min(state.size.multipliedReportingOverflow(by: 2).partialValue, sizes.upperBound)
            }
        }
        news.signal()
    }

    /// Ends a window that could not be read. The ones before it are still read to their ends.
    func fail(_ window: PositionWindow, _ error: RefoldError) {
        state.withLock { state in
            state.shelves[window.number]?.end = .failure(error)
            state.isClosed = true
        }
        news.signal()
    }

    /// Says that a reader is gone.
    ///
    /// - Parameter absence: why it never came, if so. The others read its share; the error counts where nobody came.
    func leave(absence: RefoldError? = nil) {
        state.withLock { state in
            state.readers -= 1
            state.absence = absence ?? state.absence
        }
        news.signal()
    }

    // MARK: For the one who takes

    private enum Step: Sendable {
        case batch(EventBatch, reader: Int)
        case wait
        case again
        case failed(RefoldError)
        case ended
    }

    /// Exchanges an empty batch for the next one in order.
    ///
    /// - Returns: false at the end.
    func next(into batch: EventBatch) throws(RefoldError) -> Bool {
        defer { batch.typeNames = state.withLock { $0.names } }
        while true {
            switch state.withLock({ step(&$0) }) {
            case .batch(let filled, let reader):
                batch.exchangeContents(with: filled)
                takeBack(filled, from: reader)
                return true
            case .wait: news.wait()
            case .again: continue
            case .failed(let error):
                stop()
                throw error
            case .ended:
                batch.through = through
                return false
            }
        }
    }

    private func step(_ state: inout State) -> Step {
        guard var shelf = state.shelves[state.current] else {
            if state.passed >= through { return .ended }
            guard state.readers == 0, let absence = state.absence else { return .wait }
            return .failed(absence)
        }
        if !shelf.batches.isEmpty {
            let (batch, reader) = shelf.batches.removeFirst()
            state.shelves[state.current] = shelf
            return .batch(batch, reader: reader)
        }
        switch shelf.end {
        case nil: return .wait
        case .failure(let error): return .failed(error)
        case .success:
            state.shelves[state.current] = nil
            state.current += 1
            return .again
        }
    }

    func takeBack(_ batch: EventBatch, from reader: Int) {
        state.withLock { $0.free[reader].append(batch) }
        room[reader].signal()
    }

    /// Ends the readers, at the latest when the batch that they are filling is full.
    func stop() {
        state.withLock { ($0.isClosed, $0.isStopped) = (true, true) }
        for semaphore in room { semaphore.signal() }
    }
}
