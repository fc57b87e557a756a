import Dispatch
import RefoldQueries
import RefoldValues
import Synchronization
import Testing

@Suite("Calls that block, made from async code")
struct AsyncTests {
    @Test("leave the cooperative pool free, however many of them wait", .timeLimit(.minutes(40)))
    func free() async throws {
        let gate = DispatchSemaphore(value: 0)
        let blocked = Async(gate, on: BlockingThreads(count: 64))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<64 { group.addTask { try await blocked { gate throws(RefoldError) in gate.wait() } } }
            // On the pool: it never runs if the calls block all of its threads.
            group.addTask { for _ in 0..<64 { gate.signal() } }
            try await group.waitForAll()
        }
    }

    /// How many calls run, and the maximum so far.
    private final class Meter: Sendable {
        private let state = Mutex((now: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func begin() {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
        }

        func end() { state.withLock { $0.now -= 1 } }
    }

    @Test("run at most the given number at a time", .timeLimit(.minutes(40)))
    func count() async throws {
        let meter = Meter()
        let metered = Async(meter, on: BlockingThreads(count: 3))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await metered { meter throws(RefoldError) in
                        meter.begin()
                        meter.end()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect((1...3).contains(meter.most))
    }

    private static func status(of call: () async throws(RefoldError) -> Void) async -> RefoldError.Status? {
        do throws(RefoldError) {
            try await call()
            return nil
        } catch {
            return error.status
        }
    }

    @Test("return what the call returns, and throw what it throws", .timeLimit(.minutes(40)))
    func results() async throws {
        let number = Async(41, on: BlockingThreads(count: 1))
        #expect(try await number { number throws(RefoldError) in number + 1 } == 42)
        let status = await Self.status { () async throws(RefoldError) in
            try await number { (_) throws(RefoldError) in throw RefoldError(.busy, "held") }
        }
        #expect(status == .busy)
    }

    @Test("do not begin after their task was cancelled", .timeLimit(.minutes(40)))
    func cancelled() async throws {
        let meter = Meter()
        let metered = Async(meter, on: BlockingThreads(count: 1))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await Self.status { () async throws(RefoldError) in
                try await metered { meter throws(RefoldError) in meter.begin() }
            }
        }
        task.cancel()
        #expect(await task.value == .incomplete)
        #expect(meter.most == 0)
    }
}
