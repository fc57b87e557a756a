import RefoldCore
import RefoldValues

/// One of the projections that are followed, and what keeps it from being brought forward.
struct FollowedProjection {
    /// A projection that failed, until it is tried again.
    struct Failure {
        var faults: [Fault]
        var pause: GrowingPause
        var until: ContinuousClock.Instant
    }

    /// A lock that another run has.
    struct Lock {
        var since: ContinuousClock.Instant
        var isTold = false
    }

    let projection: Projection
    /// Whether no event of its types occurs yet.
    var isDormant = false
    var failure: Failure?
    var lock: Lock?
    /// How many of its events were parked after the last pass.
    var parked: Int64 = 0

    init(_ projection: Projection) { self.projection = projection }

    /// Whether it is to be brought forward with all others.
    var isSound: Bool { !isDormant && failure == nil }

    /// Whether it failed, and is to be tried again now.
    func isRetried(at now: ContinuousClock.Instant) -> Bool { !isDormant && failure.map { $0.until <= now } ?? false }

    /// - Returns: whether the reason is another one than before.
    mutating func fail(_ error: RefoldError, at now: ContinuousClock.Instant, _ options: FollowOptions) -> Bool {
        var pause = failure?.pause ?? GrowingPause(from: options.firstRetry, to: options.longestRetry)
        let isNew = failure?.faults != error.faults
        failure = Failure(faults: error.faults, pause: pause, until: now + pause.take())
        failure?.pause = pause
        return isNew
    }

    /// - Returns: whether it is to be told now.
    mutating func isLocked(at now: ContinuousClock.Instant, _ options: FollowOptions) -> Bool {
        var lock = lock ?? Lock(since: now)
        defer { self.lock = lock }
        guard !lock.isTold, lock.since.duration(to: now) >= options.patience else { return false }
        lock.isTold = true
        return true
    }

    /// - Returns: whether the lock was told of.
    mutating func isUnlocked() -> Bool {
        defer { lock = nil }
        return lock?.isTold ?? false
    }
}
