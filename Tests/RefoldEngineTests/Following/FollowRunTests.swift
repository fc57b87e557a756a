import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("A run that follows")
struct FollowRunTests {
    private let world = FollowedWorld()

    @Test("brings rows forward as events come, and reads and writes nothing while none do")
    func follows() throws {
        try world.following(Array(FollowedWorld.all.prefix(2))) { _ in
            for round in 1...5 {
                world.append("a", "b", "c")
                try world.wait("round \(round)") { world.isWhole("counts_a", ["a"]) && world.isWhole("counts_b", ["b"]) }
            }
            try world.wait("all checkpoints at the end") {
                try world.readModels.generations().filter { $0.state == .served }.allSatisfy { $0.position == world.events.last?.position }
            }
            let (scans, generations) = (world.scans, try world.readModels.generations())
            Thread.sleep(forTimeInterval: 0.1)
            #expect(world.scans == scans)
            #expect(try world.readModels.generations() == generations)
        }
        #expect(world.told == ["follows 2"])
    }

    @Test("is woken by its signal, however long the interval")
    func wakes() throws {
        var options = FollowedWorld.quick
        options.interval = .seconds(3600)
        try world.following([FollowedWorld.all[0]], options: options) { signal in
            world.append("a")
            signal.wake()
            try world.wait("the first event") { world.isWhole("counts_a", ["a"]) }
            world.append("a")
            signal.wake()
            try world.wait("the second event") { world.isWhole("counts_a", ["a"]) }
        }
    }

    @Test("leaves a projection that fails out, tells it once, and takes it in again when it is declared anew; others go on")
    func failing() throws {
        world.append("a")
        try world.following { _ in
            try world.wait("all are built") { world.isWhole("fragile", ["a", "bad"]) && world.isWhole("counts_a", ["a"]) }
            world.append("a", "bad")
            try world.wait("the failure") { world.told.contains { $0.hasPrefix("failed fragile") } }
            for _ in 1...5 {
                world.append("a")
                try world.wait("the others") { world.isWhole("counts_a", ["a"]) }
            }
            // Long enough for several further trials.
            Thread.sleep(forTimeInterval: 0.2)
            #expect(world.told.count { $0.hasPrefix("failed") } == 1)
            world.declare(FollowedWorld.all.dropLast() + [FollowedWorld.failing(version: 2)])
            try world.wait("its new version") { world.isWhole("fragile", ["a", "bad"]) }
        }
    }

    @Test("stands back for another run that has the lock, tells it once, and goes on afterwards; others go on")
    func locked() throws {
        world.append("a")
        try world.following { _ in
            try world.wait("all are built") { world.isWhole("counts_a", ["a"]) && world.isWhole("counts_b", ["b"]) }
            var lock: (any RunLock)?
            try world.wait("the lock") {
                lock = try? world.readModels.lock(.projection("counts_a"))
                return lock != nil
            }
            world.append("a", "b")
            try world.wait("the other") { world.isWhole("counts_b", ["b"]) }
            try world.wait("it is told") { world.told.contains("locked counts_a") }
            #expect(!world.isWhole("counts_a", ["a"]))
            withExtendedLifetime(lock) {}
            lock = nil
            try world.wait("it goes on") { world.isWhole("counts_a", ["a"]) && world.told.contains("unlocked counts_a") }
            #expect(world.told.count { $0.hasPrefix("locked") } == 1)
        }
    }

    @Test("outlives the loss of its store, and tells it once")
    func lost() throws {
        world.append("a")
        try world.following([FollowedWorld.all[0]]) { _ in
            try world.wait("the first event") { world.isWhole("counts_a", ["a"]) }
            for _ in 1...2 {
                world.lose(true)
                world.append("a")
                try world.wait("the loss") { world.told.last == "lost" }
                Thread.sleep(forTimeInterval: 0.1)
                world.lose(false)
                try world.wait("the events since") { world.isWhole("counts_a", ["a"]) && world.told.last == "regained" }
            }
        }
        #expect(world.told == ["follows 1", "lost", "regained", "lost", "regained"])
    }

    @Test("keeps now and then, while nothing comes, that the rows are complete")
    func idle() throws {
        var options = FollowedWorld.quick
        options.longestIdle = .milliseconds(20)
        world.append("a")
        func completeAt() throws -> Timestamp? { try world.readModels.overview().lastRuns.first { $0.projection == "counts_a" }?.completeAt }
        try world.following([FollowedWorld.all[0]], options: options) { _ in
            try world.wait("the first event") { world.isWhole("counts_a", ["a"]) }
            let first = try completeAt()
            let generations = try world.readModels.generations()
            try world.wait("a later time") { try completeAt() != first }
            let second = try completeAt()
            try world.wait("one after that") { try completeAt() != second }
            #expect(try world.readModels.generations() == generations)
        }
    }

    @Test("keeps while events are held back that it is at work, and not that the rows are complete")
    func heldBack() throws {
        var options = FollowedWorld.quick
        options.longestIdle = .milliseconds(20)
        world.append("a", "a")
        world.hold(at: world.events.first?.position)
        func last() throws -> LastRun? { try world.readModels.overview().lastRuns.first { $0.projection == "counts_a" } }
        try world.following([FollowedWorld.all[0]], options: options) { _ in
            try world.wait("the first run") { try last() != nil }
            let first = try last()?.at
            try world.wait("a later one") { try last()?.at != first }
            #expect(try last()?.completeAt == nil)
            world.hold(at: nil)
            try world.wait("all events") { try last()?.completeAt != nil && world.isWhole("counts_a", ["a"]) }
        }
    }

    @Test("takes in a projection of which no event occurred as soon as one does, if it chooses by type")
    func dormant() throws {
        var options = FollowedWorld.quick
        options.choosesByType = true
        world.append("a")
        try world.following(options: options) { _ in
            try world.wait("what occurs") { world.isWhole("counts_a", ["a"]) }
            #expect(try !world.readModels.generations().contains { $0.projection == "counts_b" })
            world.append("c")
            world.append("b", "a")
            try world.wait("what occurs now") { world.isWhole("counts_a", ["a"]) && world.isWhole("counts_b", ["b"]) }
        }
    }
}
