import RefoldValues

/// Writes the metrics of a run that follows, now and then. A file that cannot be written is told once, until it can.
final class FollowedMetrics {
    private let file: MetricsFile
    private let session: Session
    private var last: ContinuousClock.Instant?
    private var failure: String?

    private static let period = Duration.seconds(15)

    /// - Returns: nil if no metrics are wanted.
    init?(_ session: Session) throws(RefoldError) {
        guard let file = try MetricsFile(session) else { return nil }
        self.file = file
        self.session = session
    }

    /// Writes them unless that was done a moment ago.
    func writeIfDue() {
        guard last.map({ $0.duration(to: .now) >= Self.period }) ?? true else { return }
        last = .now
        do throws(RefoldError) {
            try file.write()
            failure = nil
        } catch {
            if failure != error.description { session.console.say(error) }
            failure = error.description
        }
    }
}
