import RefoldStores
import RefoldValues

/// Writes the metrics of a run that follows, now and then. A file that cannot be written is told once, until it can.
final class FollowedMetrics {
    private let file: MetricsFile
    private let session: Session
    /// When they may be written again.
    private var next = ContinuousClock.now
    private var failure: String?

    private static let period = Duration.seconds(15)
    /// They take at most the twentieth part of the time.
    private static let share = 20

    /// - Parameter readModels: keeps its sessions.
    /// - Returns: nil if no metrics are wanted.
    init?(_ session: Session, _ readModels: any ReadModelStore) throws(RefoldError) {
        guard let file = try MetricsFile(session, readModels: readModels) else { return nil }
        self.file = file
        self.session = session
    }

    /// Writes them unless that was done a moment ago.
    ///
    /// - Parameter isForced: writes them at once: something is not as they say.
    func writeIfDue(isForced: Bool = false) {
        let start = ContinuousClock.now
        guard isForced || start >= next else { return }
        defer { next = max(start + Self.period, .now + start.duration(to: .now) * Self.share) }
        do throws(RefoldError) {
            try file.write()
            failure = nil
        } catch {
            if failure != error.description { session.console.say(error) }
            failure = error.description
        }
    }
}
