import RefoldCore

/// Tells subscribers what happened, after it is durable.
///
/// Projections do not hang on it: they read the store by position, so that nothing is lost where a process ends between commit and delivery.
public final class EventBus: Sendable {
    public init() {}
}
