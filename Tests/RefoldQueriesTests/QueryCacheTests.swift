import Foundation
import RefoldQueries
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization
import Testing

@Suite("The cache of answers")
struct QueryCacheTests {
    @Test("queries the store once while the read model does not change, and looks up its revision once per query")
    func keeps() throws {
        let world = FakeModel()
        let cache = world.cache()
        for _ in 0..<3 { #expect(try cache.ask("a", of: world) == world.truth("a")) }
        #expect(try cache.ask("b", of: world) == world.truth("b"))
        #expect(world.queries == 2)
        #expect(world.looks == 4)
        #expect(cache.counts == CacheCounts(hits: 2, queries: 2, shared: 0, entries: 2))
    }

    @Test("notices a catch-up, a rebuild, a rollback and a generation rebuilt under the same number at once")
    func isNeverStale() throws {
        let world = FakeModel()
        let cache = world.cache()
        let moves: [(FakeModel) -> Void] = [
            { $0.catchUp() }, { $0.rebuild() }, { $0.rollBack() }, { $0.rebuild() }, { $0.makeAnew() }, { $0.catchUp() },
        ]
        for move in moves {
            _ = try cache.ask("a", of: world)
            move(world)
            #expect(try cache.ask("a", of: world) == world.truth("a"))
        }
    }

    @Test("keeps no more answers than allowed, and drops the least recently used")
    func boundsEntries() throws {
        let world = FakeModel()
        let cache = world.cache(CacheBounds(entries: 2))
        for key in ["a", "b", "a", "c", "a", "b"] { _ = try cache.ask(key, of: world) }
        // `b` was removed for `c`; `a`, which was used meanwhile, was not.
        #expect(world.asked == ["a", "b", "c", "b"])
        #expect(cache.counts.entries == 2)
    }

    @Test("keeps no more bytes than allowed, and no single answer above that")
    func boundsBytes() throws {
        let world = FakeModel()
        // Space for two answers of five bytes, with keys of five bytes.
        let overhead = QueryCache<FakeKey, FakeValue>.overhead
        let cache = world.cache(CacheBounds(bytes: 2 * overhead + 20)) { $0.key.utf8.count }
        let long = String(repeating: "x", count: overhead)
        for key in ["four", "five5", "four", long, "four", long, "xx", "five5"] { _ = try cache.ask(key, of: world) }
        #expect(world.asked == ["four", "five5", long, long, "xx", "five5"])
        cache.dropAll()
        for key in ["five5", "fives"] { _ = try cache.ask(key, of: world) }
        #expect(cache.counts.entries == 2)
    }

    @Test("counts keys and overhead, even for empty answers")
    func boundsQuestions() throws {
        let world = FakeModel()
        let cache = world.cache(CacheBounds(bytes: 1 << 20))
        for number in 0..<100 { _ = try cache.ask("\(number)/" + String(repeating: "x", count: 100_000), of: world) }
        #expect(cache.counts.entries == 10)
        for number in 0..<5000 { _ = try cache.ask("\(number)", of: world) }
        #expect((100...(1 << 20) / QueryCache<FakeKey, FakeValue>.overhead).contains(cache.counts.entries))
    }

    @Test("queries again when an answer's time to live is over")
    func expires() throws {
        let world = FakeModel()
        let cache = world.cache(CacheBounds(timeToLive: .seconds(10)))
        for second in [0, 9, 10, 19, 20] {
            world.set(second: second)
            _ = try cache.ask("a", of: world)
        }
        #expect(world.queries == 3)
    }

    @Test("looks up the revision again only after the allowed staleness, and at once if an answer is from a later state")
    func allowsStaleness() throws {
        let world = FakeModel()
        let cache = world.cache(CacheBounds(maximumStaleness: .seconds(5)))
        let old = try cache.ask("a", of: world)
        _ = try cache.ask("b", of: world)
        world.catchUp()
        world.set(second: 3)
        #expect(try cache.ask("a", of: world) == old)
        #expect(world.looks == 1)
        // A caller's own write drops what it affects, which is then read from the store; answers read before it are not reused.
        cache.drop("b")
        #expect(try cache.ask("b", of: world) == world.truth("b"))
        #expect(try cache.ask("a", of: world) == world.truth("a"))
        #expect(world.looks == 1)
        world.catchUp()
        world.set(second: 8)
        #expect(try cache.ask("a", of: world) != world.truth("a"))
        world.set(second: 9)
        #expect(try cache.ask("a", of: world) == world.truth("a"))
        #expect(world.looks == 2)
    }

    @Test("queries the store once for many threads that miss the same answer")
    func sharesQuery() throws {
        let world = FakeModel()
        let cache = world.cache()
        let answers = try Concurrently.run(16) { _ in
            try cache.answer(to: FakeKey(text: "a")) { () throws(RefoldError) in
                // Until every thread is past its lookup, so that it waits or will find the answer.
                while world.looks < 16 { Thread.pause() }
                return try world.query("a")
            }
        }
        #expect(world.queries == 1)
        #expect(answers.allSatisfy { $0 == world.truth("a") })
        #expect(cache.counts.hits + cache.counts.shared == 15)
    }

    @Test("fails for all that wait for a failed query, and keeps nothing of it")
    func sharesFailure() throws {
        let world = FakeModel()
        let cache = world.cache()
        let failure = RefoldError(.failed, "the server is gone")
        try Concurrently.run(8) { _ in
            #expect(throws: failure) {
                _ = try cache.answer(to: FakeKey(text: "a")) { () throws(RefoldError) in
                    while world.looks < 8 { Thread.pause() }
                    throw failure
                }
            }
        }
        #expect(cache.counts.entries == 0)
        #expect(try cache.ask("a", of: world) == world.truth("a"))
    }

    @Test("returns no answer that was read before the caller's lookup")
    func asksAnewForLateComer() throws {
        let world = FakeModel()
        let cache = world.cache()
        let answers = try Concurrently.run(2) { thread in
            if thread == 1 {
                while world.queries == 0 { Thread.pause() }
                world.catchUp()
                return try cache.ask("a", of: world)
            }
            return try cache.answer(to: FakeKey(text: "a")) { () throws(RefoldError) in
                let answer = try world.query("a")
                // Read, but not returned yet, when the other thread looks.
                while world.looks < 2 { Thread.pause() }
                return answer
            }
        }
        #expect(answers[0].revision.position == 1)
        #expect(answers[1] == world.truth("a"))
        #expect(try cache.ask("a", of: world) == world.truth("a"))
    }

    @Test("queries again if an answer is older than the lookup, and keeps it under its own revision")
    func asksAgain() throws {
        let world = FakeModel()
        let cache = world.cache()
        let old = try world.query("a")
        world.catchUp()
        var left = [old]
        let answer = try cache.answer(to: FakeKey(text: "a")) { () throws(RefoldError) in
            if let late = left.popLast() { return late }
            return try world.query("a")
        }
        #expect(answer == world.truth("a"))
        let queries = world.queries
        #expect(try cache.ask("a", of: world) == world.truth("a"))
        #expect(world.queries == queries)
        // The read model changes between lookup and query; the answer is not older.
        let later = try cache.answer(to: FakeKey(text: "b")) { () throws(RefoldError) in
            world.catchUp()
            return try world.query("b")
        }
        #expect(later == world.truth("b"))
        let rolledBack = try cache.answer(to: FakeKey(text: "c")) { () throws(RefoldError) in
            if world.generation < 2 { world.rebuild() } else { world.rollBack() }
            return try world.query("c")
        }
        #expect(rolledBack == world.truth("c"))
        for key in ["b", "c"] { #expect(try cache.ask(key, of: world) == world.truth(key)) }
    }

    @Test("fails rather than return answers older than the revision looked up")
    func refusesBehind() throws {
        let world = FakeModel()
        let cache = world.cache()
        let old = try world.query("a")
        world.catchUp()
        #expect(throws: RefoldError.self) { _ = try cache.answer(to: FakeKey(text: "a")) { () throws(RefoldError) in old } }
        #expect(try cache.ask("a", of: world) == world.truth("a"))
    }

    @Test("keeps nothing that was dropped while it was fetched, and drops one subject without the others")
    func drops() throws {
        let world = FakeModel()
        let cache = world.cache()
        for key in ["a", "a/1", "b/1"] { _ = try cache.ask(key, of: world) }
        cache.drop("a")
        #expect(cache.counts.entries == 1)
        _ = try cache.answer(to: FakeKey(text: "a/2")) { () throws(RefoldError) in
            cache.drop("a")
            return try world.query("a/2")
        }
        _ = try cache.answer(to: FakeKey(text: "c")) { () throws(RefoldError) in
            cache.dropAll()
            return try world.query("c")
        }
        #expect(cache.counts.entries == 0)
    }

    @Test("does not wait for itself if a query calls the cache")
    func toleratesNesting() throws {
        let world = FakeModel()
        let cache = world.cache()
        let answer = try cache.answer(to: FakeKey(text: "a")) { () throws(RefoldError) in try cache.ask("a", of: world) }
        #expect(answer == world.truth("a"))
    }

    @Test("passes queries on if nothing is served, and keeps nothing")
    func passesOnWithoutMark() throws {
        let world = FakeModel()
        let cache = QueryCache<FakeKey, FakeValue>(ModelProbe("fake") { _ throws(RefoldError) in nil }, bounds: CacheBounds())
        for _ in 0..<2 { _ = try cache.ask("a", of: world) }
        #expect(world.queries == 2)
    }
}

extension QueryCache<FakeKey, FakeValue> {
    func ask(_ text: String, of world: FakeModel) throws(RefoldError) -> Answer<FakeValue> {
        try answer(to: FakeKey(text: text)) { () throws(RefoldError) in try world.query(text) }
    }
}
