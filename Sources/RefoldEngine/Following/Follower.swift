import Dispatch
import FoundationEssentials
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Follows an event store on a thread of its own, for a service that answers from read models.
///
/// ```swift
/// let follower = Follower([.payments], events: events, readModels: readModels, folding: FoldOptions(temporaryFolder: "/tmp")) { print($0) }
/// let wakes = bus.subscription(waking: follower.signal)     // events of this process are in the rows at once
/// follower.start()
/// …
/// follower.stop()
/// ```
///
/// Events that others append arrive as the store announces them, else within the interval. Nothing ends it but ``stop()``: what fails is
/// told and tried again. When it is released it ends soon, without being waited for.
public final class Follower: Sendable {
    /// Ends the wait for events.
    public let signal = WakeSignal()
    private let begin: @Sendable (WakeSignal, @escaping @Sendable () -> Bool) -> Void
    private let ending = Ending()
    private let hasBegun = Atomic(false)

    private final class Ending: Sendable {
        let isAsked = Atomic(false)
        let thread = DispatchGroup()
    }

    /// - Parameters:
    ///   - folding: the resources of a pass; see ``FollowRun``.
    ///   - notice: told what a person should know, errors too, on the follower's thread. It must not call ``stop()``.
    public init(
        _ projections: [Projection], events: any EventStore, readModels: any ReadModelStore, folding: FoldOptions,
        options: FollowOptions = FollowOptions(), notice: @escaping @Sendable (FollowNotice) -> Void
    ) {
        begin = { signal, isEnded in
            FollowRun(
                events: events, readModels: readModels, folding: folding, options: options, signal: signal, notice: notice, isEnded: isEnded
            ).follow(projections)
        }
    }

    deinit { end() }

    /// Begins to follow. A second call does nothing, nor does one after ``stop()``.
    public func start() {
        guard !hasBegun.exchange(true, ordering: .sequentiallyConsistent) else { return }
        ending.thread.enter()
        // A serial queue has a thread of its own while it works; the shared ones have only as many as cores.
        DispatchQueue(label: "refold.follower").async { [begin, ending, signal] in
            begin(signal) { ending.isAsked.load(ordering: .sequentiallyConsistent) }
            ending.thread.leave()
        }
    }

    /// Has a pass made as soon as possible, as if events had been announced.
    public func wake() { signal.wake() }

    /// Ends it, and waits until a pass under way has been committed or abandoned.
    public func stop() {
        _ = hasBegun.exchange(true, ordering: .sequentiallyConsistent)
        end()
        ending.thread.wait()
    }

    private func end() {
        ending.isAsked.store(true, ordering: .sequentiallyConsistent)
        signal.wake()
    }
}
