import Dispatch
import Foundation
import Synchronization

/// Whether somebody asked the run to end (Ctrl-C, or `kill`).
///
/// A verb that can stop in good order says so with ``defer()`` and asks ``isRequested`` between steps; any other run ends at once, which is
/// safe because everything visible changes in single transactions and renames. A second signal always ends at once.
final class Interruption: Sendable {
    private let requested = Atomic(false)
    private let deferred = Atomic(false)
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    /// Whether somebody asked.
    var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Whether the run is to end now: somebody asked, or its deadline has come.
    var isDue: Bool { isRequested || (deadline.withLock { $0 }.map { ContinuousClock.now >= $0 } ?? false) }

    /// From now on the run has so much time left; nil for as much as it needs.
    func setDeadline(in time: Duration?) { deadline.withLock { $0 = time.map { ContinuousClock.now + $0 } } }

    /// From now on a first signal only sets ``isRequested``.
    func `defer`() { deferred.store(true, ordering: .relaxed) }

    /// Takes SIGINT and SIGTERM over, and ignores SIGPIPE and SIGXFSZ, so that a closed pipe and a limit on the size of files are errors of
    /// `write` that can be told.
    ///
    /// - Parameter endNow: called on a queue of its own when the run shall end at once.
    /// - Returns: what listens, for as long as it is kept.
    func listen(endNow: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let queue = DispatchQueue(label: "signals")
        return [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [self] in
                let isSecond = requested.exchange(true, ordering: .relaxed)
                if isSecond || !deferred.load(ordering: .relaxed) { endNow() }
            }
            source.activate()
            return source
        }
    }
}
