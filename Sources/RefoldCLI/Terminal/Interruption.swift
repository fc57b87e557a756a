import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// Whether the run was asked to end (Ctrl-C, or `kill`).
///
/// A verb that can end cleanly calls ``defer()`` and checks ``isRequested`` between steps. Any other run ends at once, which is safe
/// because all visible changes are single transactions and renames. A second signal, at least 0.1 s later, always ends the run at once.
final class Interruption: Sendable {
    private let requested = Atomic(false)
    private let deferred = Atomic(false)
    /// When the first signal came.
    private let first = Mutex<ContinuousClock.Instant?>(nil)
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)
    private let told = Mutex<(@Sendable () -> Void)?>(nil)

    /// Whether a signal came.
    var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Whether the run must end now: a signal came, or the deadline has passed.
    var isDue: Bool { isRequested || (deadline.withLock { $0 }.map { ContinuousClock.now >= $0 } ?? false) }

    /// Sets the remaining time of the run; nil for no limit.
    func setDeadline(in time: Duration?) { deadline.withLock { $0 = time.map { ContinuousClock.now + $0 } } }

    /// What is left until the deadline, not below zero; nil for no limit.
    var remaining: Duration? { deadline.withLock { $0 }.map { max(.zero, ContinuousClock.now.duration(to: $0)) } }

    /// Waits so long, or until the run must end.
    func wait(_ time: Duration) {
        let ended = DispatchSemaphore(value: 0)
        onRequest { ended.signal() }
        defer { told.withLock { $0 = nil } }
        // A signal that came before it could be told.
        guard !isRequested else { return }
        let (seconds, attoseconds) = min(time, remaining ?? time).components
        _ = ended.wait(timeout: .now() + .seconds(Int(seconds)) + .nanoseconds(Int(attoseconds / 1_000_000_000)))
    }

    /// Has a first signal call this too, after it set ``isRequested``: to end a wait.
    func onRequest(_ tell: @escaping @Sendable () -> Void) { told.withLock { $0 = tell } }

    /// From now on, a first signal only sets ``isRequested``.
    func `defer`() { deferred.store(true, ordering: .relaxed) }

    /// Whether a signal comes after an earlier one. Two at once are one: `timeout` sends its signal to the process and to its group.
    private func isSecond() -> Bool {
        first.withLock { first in
            guard let known = first else {
                first = .now
                return false
            }
            return known.duration(to: .now) >= .milliseconds(100)
        }
    }

    /// Handles SIGINT and SIGTERM, and ignores SIGPIPE and SIGXFSZ, so that a closed pipe and a file size limit become errors of `write`
    /// that can be reported.
    ///
    /// - Parameter endNow: called on its own queue if the run must end at once.
    /// - Returns: the signal sources, which work while they are retained.
    func listen(endNow: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let queue = DispatchQueue(label: "signals")
        return [SIGINT, SIGTERM].map { number in
            // Not ignored until the source is set up, which happens on another thread: what came before it would be lost. Until then the
            // system ends the process, and the source takes the signal over.
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [self] in
                requested.store(true, ordering: .relaxed)
                if isSecond() || !deferred.load(ordering: .relaxed) { endNow() }
                told.withLock { $0 }?()
            }
            source.activate()
            return source
        }
    }
}
