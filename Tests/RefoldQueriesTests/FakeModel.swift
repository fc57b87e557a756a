import Foundation
import RefoldQueries
import RefoldStores
import RefoldValues
import Synchronization

/// A key whose subject is the text before the slash.
struct FakeKey: CacheKey {
    let text: String

    var subject: String { String(text.prefix { $0 != "/" }) }
    var roughBytes: Int { text.utf8.count }
}

/// An answer that shows its query and the state of the read model.
struct FakeValue: Hashable, Sendable {
    var key: String
    var revision: ReadModelRevision
}

/// A read model without rows that counts its queries, and that changes as real ones do.
final class FakeModel: Sendable {
    private struct State {
        var now = ReadModelRevision(generation: 1, position: 1, updatedAt: .first)
        var previous = ReadModelRevision(generation: 0, position: 0, updatedAt: .first)
        var ticks = 0
        var looks = 0
        var asked: [String] = []
        var time = Duration.zero

        mutating func stamp() -> Timestamp {
            ticks += 1
            return Timestamp(microseconds: Int64(ticks)) ?? .first
        }
    }

    private let state = Mutex(State())

    var looks: Int { state.withLock { $0.looks } }
    var asked: [String] { state.withLock { $0.asked } }
    var queries: Int { asked.count }
    var generation: Int64 { state.withLock { $0.now.generation } }
    var revision: ReadModelRevision { state.withLock { $0.now } }

    func set(second: Int) { state.withLock { $0.time = .seconds(second) } }

    func catchUp() {
        state.withLock { state in
            state.now.position += 1
            state.now.updatedAt = state.stamp()
        }
    }

    func rebuild() {
        state.withLock { state in
            state.previous = state.now
            state.now = ReadModelRevision(
                generation: state.now.generation + 1, position: state.now.position, updatedAt: state.stamp())
        }
    }

    func rollBack() { state.withLock { state in (state.now, state.previous) = (state.previous, state.now) } }

    /// As after the database was lost and rebuilt: number and position occurred before.
    func makeAnew() { state.withLock { state in state.now.updatedAt = state.stamp() } }

    func query(_ key: String) throws(RefoldError) -> Answer<FakeValue> {
        state.withLock { state in
            state.asked.append(key)
            return Answer(FakeValue(key: key, revision: state.now), at: state.now)
        }
    }

    /// The present answer to a query.
    func truth(_ key: String) -> Answer<FakeValue> {
        let revision = revision
        return Answer(FakeValue(key: key, revision: revision), at: revision)
    }

    func cache(
        _ bounds: CacheBounds = CacheBounds(), weight: @escaping @Sendable (FakeValue) -> Int = { _ in 0 }
    ) -> QueryCache<FakeKey, FakeValue> {
        let probe = ModelProbe(
            "fake", maximumStaleness: bounds.maximumStaleness, clock: { self.state.withLock { $0.time } },
            look: { _ throws(RefoldError) in
                self.state.withLock { state in
                    state.looks += 1
                    return state.now
                }
            })
        return QueryCache(probe, bounds: bounds, weight: weight)
    }
}

extension Thread {
    /// Lets other threads run before this one looks again.
    static func pause() { usleep(50) }
}
