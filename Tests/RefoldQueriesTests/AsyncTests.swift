import Dispatch
import RefoldCore
import RefoldQueries
import Synchronization
import Testing

@Suite("Calls that block, made from async code")
struct AsyncTests {
    @Test("leave the cooperative pool free, however many of them wait", .timeLimit(.minutes(1)))
    func free() async throws {
        let gate = DispatchSemaphore(value: 0)
        let blocked = Async(gate, on: BlockingThreads(count: 64))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<64 { group.addTask { try await blocked { gate throws(RefoldError) in gate.wait() } } }
            // On the pool: it never runs if the calls hold all of its threads.
            group.addTask { for _ in 0..<64 { gate.signal() } }
            try await group.waitForAll()
        }
    }

    @Test("run no more at a time than they were told to", .timeLimit(.minutes(1)))
    func count() async throws {
        let now = Atomic(0), most = Atomic(0)
        let threads = BlockingThreads(count: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await threads.run { () throws(RefoldError) in
                        let running = now.add(1, ordering: .relaxed).newValue
                        _ = most.max(running, ordering: .relaxed)
                        now.subtract(1, ordering: .relaxed)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect((1...3).contains(most.load(ordering: .relaxed)))
    }

    @Test("give what the call gives, and throw what it throws", .timeLimit(.minutes(1)))
    func results() async throws {
        let number = Async(41, on: BlockingThreads(count: 1))
        #expect(try await number { number throws(RefoldError) in number + 1 } == 42)
        do throws(RefoldError) {
            try await number { (_) throws(RefoldError) in throw RefoldError(.busy, "held") }
            Issue.record("nothing was thrown")
        } catch {
            #expect(error.status == .busy)
        }
    }

    @Test("do not begin once their task is cancelled", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let threads = BlockingThreads(count: 1)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            do throws(RefoldError) {
                _ = try await threads.run { () throws(RefoldError) in Issue.record("the call began") }
                return RefoldError.Status?.none
            } catch {
                return error.status
            }
        }
        task.cancel()
        #expect(await task.value == .incomplete)
    }
}
