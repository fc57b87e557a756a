import Foundation
import RefoldQueries
import RefoldStores
import RefoldTesting
import Synchronization
import Testing

@Suite("The cache of answers with a changing read model")
struct QueryCacheRaceTests {
    @Test("returns no answer older than the state at the time of the query, and none under another revision", arguments: [10_000, 3, 0])
    func isNeverOlder(entries: Int) throws {
        let world = FakeModel()
        let cache = world.cache(CacheBounds(entries: entries))
        let log = Mutex([world.revision])
        let readers = 6
        let found = try Concurrently.run(readers + 1) { thread in
            var numbers = SeededNumbers(UInt64(thread))
            var found: [(stood: Int, revision: ReadModelRevision)] = []
            for step in 0..<800 {
                guard thread < readers else {
                    switch step % 7 {
                    case 3: world.rebuild()
                    case 5: world.rollBack()
                    default: world.catchUp()
                    }
                    log.withLock { $0.append(world.revision) }
                    Thread.pause()
                    continue
                }
                let stood = log.withLock { $0.count } - 1
                let key = "\(Int.random(in: 0..<5, using: &numbers))"
                if step % 50 == 0 { cache.drop(key) }
                let answer = try cache.ask(key, of: world)
                #expect(answer.value == FakeValue(key: key, revision: answer.revision))
                found.append((stood, answer.revision))
            }
            return found
        }
        let states = log.withLock { $0 }
        let last = Dictionary(states.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: max)
        for (stood, revision) in found.joined() { #expect(try #require(last[revision]) >= stood) }
        #expect(cache.counts.entries <= entries)
    }
}
