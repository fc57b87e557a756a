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

    var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// From now on a first signal only sets ``isRequested``.
    func `defer`() { deferred.store(true, ordering: .relaxed) }

    /// Takes SIGINT and SIGTERM over, and ignores SIGPIPE so that a closed pipe is an error of `write`.
    ///
    /// - Parameter endNow: called on a queue of its own when the run shall end at once.
    /// - Returns: what listens, for as long as it is kept.
    func listen(endNow: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
        signal(SIGPIPE, SIG_IGN)
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
