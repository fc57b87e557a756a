import Dispatch
import RefoldCore
import RefoldValues
import Synchronization

/// A range of positions, read by one reader of a scan.
struct PositionWindow: Hashable, Sendable {
    let number: Int
    /// Exclusive.
    let after: Position
    /// Inclusive.
    let through: Position
}

/// The shared state of one scan's readers: the next window of positions, and the batches read, until they are passed on in order.
///
/// Each reader has a few batches of its own. A reader that has filled them waits until its window is the current one. All batches of the
/// current window's reader are free for it or being passed on, so there is no deadlock.
final class PositionWindows: Sendable {
    private struct Shelf {
        var batches: [(batch: EventBatch, reader: Int)] = []
        /// Nil while its reader is reading.
        var end: Result<Void, RefoldError>?
    }

    private struct State {
        var passed: Position
        var size: Int64
        var claimed = 0
        /// The window whose batches are passed on now.
        var current = 0
        var shelves: [Int: Shelf] = [:]
        var free: [[EventBatch]]
        var names: [String] = []
        var numbers: [ExactText: UInt32] = [:]
        /// For each reader, the number in ``names`` of each type that it has met.
        var known: [[UInt32]]
        var readers: Int
        /// No further window is assigned: a reader failed, or the scan was stopped.
        var isClosed = false
        var isStopped = false
        /// Why a reader could not start.
        var absence: RefoldError?
    }

    static let batchesOfReader = 3
    /// The minimum and maximum number of positions in a window, as they are outside of tests.
    static let usualSizes: ClosedRange<Int64> = 1 << 12 ... 1 << 61

    let through: Position
    private let sizes: ClosedRange<Int64>
    private let state: Mutex<State>
    /// Signalled for each batch, and for each end of a window or reader.
    private let news = DispatchSemaphore(value: 0)
    /// For each reader, signalled for each of its batches that becomes free.
    private let room: [DispatchSemaphore]

    /// - Parameter sizes: the minimum and maximum number of positions in a window.
    init(after: Position, through: Position, readers: Int, sizes: ClosedRange<Int64>) {
        self.through = through
        self.sizes = sizes
        room = (0..<readers).map { _ in DispatchSemaphore(value: 0) }
        state = Mutex(
            State(passed: after, size: Self.firstSize(of: sizes), free: Array(repeating: [], count: readers),
                known: Array(repeating: [], count: readers), readers: readers))
    }

    /// The number of positions in the first window.
    static func firstSize(of sizes: ClosedRange<Int64>) -> Int64 { min(max(1 << 14, sizes.lowerBound), sizes.upperBound) }

    /// Gives every reader its batches.
    ///
    /// - Parameter pattern: a batch of the wanted size.
    func addBatches(like pattern: EventBatch) {
        for reader in room.indices {
            for _ in 0..<Self.batchesOfReader { takeBack(pattern.emptyTwin(), from: reader) }
        }
    }

    // MARK: For the readers

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

    /// Waits for a free batch of a reader; nil if the scan was stopped.
    func freeBatch(of reader: Int) -> EventBatch? {
        room[reader].wait()
        return state.withLock { $0.isStopped ? nil : $0.free[reader].popLast() }
    }

    /// Passes on a batch of a reader's window.
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

    /// Ends a window. Sizes the next ones so that a reader's batches hold a window, and that it does not take long.
    ///
    /// - Parameter duration: the time spent reading, without waiting for batches.
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

    /// Ends a window that could not be read. The windows before it are still read to their ends.
    func fail(_ window: PositionWindow, _ error: RefoldError) {
        state.withLock { state in
            state.shelves[window.number]?.end = .failure(error)
            state.isClosed = true
        }
        news.signal()
    }

    /// Call when a reader ends.
    ///
    /// - Parameter absence: why it could not start, if so. Other readers take over its share; the error is thrown only if no reader
    ///   started.
    func leave(absence: RefoldError? = nil) {
        state.withLock { state in
            state.readers -= 1
            state.absence = absence ?? state.absence
        }
        news.signal()
    }

    // MARK: For the consumer

    private enum Step: Sendable {
        case batch(EventBatch, reader: Int)
        case wait
        case again
        case failed(RefoldError)
        case ended
    }

    /// Swaps an empty batch for the next one in order.
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

    /// Stops the readers, at the latest when the batches that they are filling are full.
    func stop() {
        state.withLock { ($0.isClosed, $0.isStopped) = (true, true) }
        for semaphore in room { semaphore.signal() }
    }
}
