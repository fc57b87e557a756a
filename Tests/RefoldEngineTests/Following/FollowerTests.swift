import Foundation
import RefoldCore
import RefoldEngine
import RefoldTesting
import RefoldValues
import Synchronization
import Testing

@Suite("A follower")
struct FollowerTests {
    @Test("ends when it is stopped, with what was committed, and is not begun again")
    func stops() throws {
        let (events, readModels) = (MemoryEventStore(TypeWorld.events(500, types: ["a"], seed: 1)), MemoryReadModelStore())
        let told = Mutex(0)
        let follower = Follower(
            [TypeWorld.counts("counts", of: ["a"])], events: events, readModels: readModels, folding: FoldOptions(temporaryFolder: NSTemporaryDirectory())
        ) { notice in
            if case .advanced = notice { told.withLock { $0 += 1 } }
        }
        follower.start()
        let end = ContinuousClock.now + .seconds(60)
        while told.withLock({ $0 == 0 }), ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.002) }
        follower.stop()
        #expect(readModels.servedRows(of: "counts") == TypeWorld.rows(events.all, ["a"]))
        let before = told.withLock { $0 }
        follower.start()
        follower.wake()
        follower.stop()
        #expect(told.withLock { $0 } == before)
        // Nothing is locked any more.
        _ = try readModels.lock(.projection("counts"))
    }

    @Test("that was never begun is stopped at once, and one that is released ends")
    func released() throws {
        let readModels = MemoryReadModelStore()
        func make() -> Follower {
            Follower(
                [TypeWorld.counts("counts", of: ["a"])], events: MemoryEventStore([]), readModels: readModels,
                folding: FoldOptions(temporaryFolder: NSTemporaryDirectory())) { _ in }
        }
        make().stop()
        weak let signal = {
            let follower = make()
            follower.start()
            return follower.signal
        }()
        let end = ContinuousClock.now + .seconds(60)
        while signal != nil, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.002) }
        #expect(signal == nil, "its thread goes on")
    }
}
