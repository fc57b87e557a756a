import RefoldStores
import RefoldValues

/// Whether the clocks of this machine and of the server agree.
struct ServerClockCheck: PostgresCheck {
    let subject = "clock"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        let before = Timestamp.now()
        guard let theirs = try server.ask("SELECT clock_timestamp()").time(0, 0) else { return [] }
        return [ClockComparison.finding(subject, theirs, between: before, Timestamp.now())]
    }
}

/// Compares the server's time with this machine's.
enum ClockComparison {
    /// By how much they may differ, in microseconds.
    private static let tolerance: Int64 = 5_000_000

    /// - Parameters:
    ///   - before: this machine's time before the server was asked.
    ///   - after: this machine's time when it had answered.
    static func finding(_ subject: String, _ theirs: Timestamp, between before: Timestamp, _ after: Timestamp) -> ExaminationFinding {
        let (ahead, behind) = (theirs.microseconds - after.microseconds, before.microseconds - theirs.microseconds)
        let difference = max(ahead, behind, 0)
        guard difference > tolerance else { return .ok(subject, "the server's agrees with this machine's") }
        return .warning(
            subject, "the server's is \(difference / 1_000_000) s \(ahead > 0 ? "ahead of" : "behind") this machine's: recorded_at, \"today\" and the age of runs go by both",
            remedy: "set both by the network (timedatectl set-ntp true)")
    }
}
