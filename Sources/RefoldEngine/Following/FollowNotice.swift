import RefoldCore
import RefoldValues

/// What a person should know about a store that is followed. Told on the thread that follows; must return soon.
public enum FollowNotice: Sendable {
    /// These are followed from now on; told at the start, and when it changes.
    case follows([String])
    /// Rows were brought forward, or built: those of projections for which there was something to do.
    case advanced([FoldOutcome])
    /// A pass has ended: what it came to for each projection that it took, also if there was nothing to do or it failed.
    case passed([FoldOutcome])
    /// An interval has passed.
    case looked
    /// A projection failed and is left out until its definition or what is served of it changes, or the time has passed. Told once for the same reason.
    case failed(projection: String, RefoldError, again: Duration)
    /// A projection that failed is followed again.
    case mended(projection: String)
    /// Another run has the lock of a projection, which is left out meanwhile. Told once.
    case locked(projection: String)
    /// A projection whose lock another run had is followed again. Told only if that was told.
    case unlocked(projection: String)
    /// Others keep events back for a long time. Told once for each position.
    case heldBack(FoldLimits)
    /// The event store or the read models cannot be reached or read. Told once; it is tried again and again.
    case lost(RefoldError)
    /// The stores can be reached again.
    case regained
    /// What a run tells of interrupted rebuilds.
    case run(FoldNotice)
}
