import RefoldStores
import RefoldValues
import Synchronization

/// Looks up the revision of a read model, which a cache checks before each answer. Share one between all caches of a read model.
public final class ModelProbe: Sendable {
    /// The projection's name.
    public let model: String
    let clock: @Sendable () -> Duration
    private let look: @Sendable (String) throws(RefoldError) -> ReadModelRevision?
    private let maximumStaleness: Duration?
    private let last = Mutex<Seen?>(nil)

    private struct Seen {
        var revision: ReadModelRevision
        /// The time on the clock at which the lookup began.
        var time: Duration
    }

    /// - Parameters:
    ///   - maximumStaleness: see ``CacheBounds/maximumStaleness``.
    ///   - clock: a monotonic clock with any origin.
    ///   - look: looks up the revision in the store that the queries read. If that store lags behind the one it looks at, queries fail.
    public init(
        _ model: String, maximumStaleness: Duration? = nil, clock: @escaping @Sendable () -> Duration = ModelProbe.monotonicClock,
        look: @escaping @Sendable (String) throws(RefoldError) -> ReadModelRevision?
    ) {
        self.model = model
        self.maximumStaleness = maximumStaleness
        self.clock = clock
        self.look = look
    }

    /// The time since the first call in this process.
    public static let monotonicClock: @Sendable () -> Duration = {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }()

    /// The lowest revision that an answer may have; nil if the read model is not served.
    func floor() throws(RefoldError) -> ReadModelRevision? {
        guard let maximumStaleness else { return try look(model) }
        let now = clock()
        if let seen = last.withLock({ $0 }), now - seen.time <= maximumStaleness { return seen.revision }
        return try freshFloor(at: now)
    }

    /// The present revision, looked up now.
    func freshFloor() throws(RefoldError) -> ReadModelRevision? { try freshFloor(at: clock()) }

    private func freshFloor(at began: Duration) throws(RefoldError) -> ReadModelRevision? {
        let revision = try look(model)
        remember(revision, at: began)
        return revision
    }

    /// Of two concurrent lookups, the one that began later counts, so the known revision never goes back in time.
    private func remember(_ revision: ReadModelRevision?, at began: Duration) {
        guard maximumStaleness != nil else { return }
        last.withLock { last in
            if let known = last, known.time > began { return }
            last = revision.map { Seen(revision: $0, time: began) }
        }
    }

    /// Repeats the query until its answer is not older than `floor`.
    ///
    /// Revisions do not show the order of generations (a rollback serves a lower number). So an answer from another generation is accepted
    /// only if a second lookup finds exactly its revision.
    ///
    /// - Throws: what `query` throws, and `.failed` if answers stay older than the revisions looked up.
    func answer<Value>(notBefore floor: ReadModelRevision, _ query: () throws(RefoldError) -> Answer<Value>) throws(RefoldError) -> Answer<Value> {
        var floor = floor
        for _ in 0..<Self.attempts {
            let began = clock()
            let answer = try query()
            if answer.revision.follows(floor) {
                remember(answer.revision, at: began)
                return answer
            }
            guard let now = try freshFloor() else { continue }
            if answer.revision == now { return answer }
            floor = now
        }
        throw RefoldError(
            .failed, "answers stay behind the state that was looked up", at: .named("read model \"\(model)\""),
            expected: "questions and looks at one store", remedy: "ask again; if that does not help, leave the cache out")
    }

    private static let attempts = 16
}

extension ReadModelRevision {
    /// Whether this is the revision `other`, or certainly a later one of the same generation.
    func follows(_ other: ReadModelRevision) -> Bool {
        generation == other.generation && position >= other.position && updatedAt >= other.updatedAt
    }
}
