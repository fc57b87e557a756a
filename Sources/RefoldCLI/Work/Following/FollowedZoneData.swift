import FoundationEssentials
import RefoldValues
import RefoldZones

/// Notices that the system's zone data were updated. The rules are read once per process: to follow on would build rows by the old ones.
final class FollowedZoneData {
    private let known = try? FollowedZoneData.version()
    private var next = ContinuousClock.now + FollowedZoneData.pause
    private(set) var change: RefoldError?

    private static let pause = Duration.seconds(10)

    /// Looks at the version at most every ten seconds.
    func look() {
        guard change == nil, let known, .now >= next else { return }
        next = .now + Self.pause
        guard let version = try? Self.version(), version != known else { return }
        change = RefoldError(
            .incomplete, "the zone data changed from \(known) to \(version) while they were followed", remedy: "run the same command again")
    }

    private static func version() throws(RefoldError) -> String {
        try ZoneData(folder: ProcessInfo.processInfo.environment["TZDIR"]).version()
    }
}
