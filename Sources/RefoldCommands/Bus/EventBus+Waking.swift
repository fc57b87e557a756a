import RefoldStores

extension EventBus {
    /// Wakes somebody who reads the store, as a follower does, after each commit of this process.
    ///
    /// - Returns: the subscription. It ends when it is cancelled or released.
    public func subscription(waking signal: WakeSignal) -> Subscription { subscribe("wake") { _ in signal.wake() } }
}
