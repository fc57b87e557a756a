// The only file that asks Foundation for zones, which the toolchain brings along; see Tests/format.
import Foundation
import RefoldValues

/// The zone data of the toolchain that built the program. They grow old with it, so they are used only if the system has none.
enum ToolchainZones {
    static var version: String { "\(TimeZone.timeZoneDataVersion) of the toolchain" }
    static var names: [String] { TimeZone.knownTimeZoneIdentifiers }

    /// The rules of a zone; nil if there is none of that name. Reads some thousand changes, about ten milliseconds.
    static func rules(named name: String) -> TimeZoneRules? {
        guard let zone = TimeZone(identifier: name) else { return nil }
        let start = date(Timestamp.first.microseconds)
        var changes: [(at: Timestamp, offset: Int)] = []
        let firstOffset = zone.secondsFromGMT(for: start)
        var offset = firstOffset
        var date = start
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date {
            let instant = Int64((next.timeIntervalSince1970 * 1_000_000).rounded())
            guard instant < TimeZoneRules.leastHorizon, let time = Timestamp(microseconds: instant) else { break }
            date = next
            let changed = zone.secondsFromGMT(for: next)
            if changed != offset {
                changes.append((time, changed))
                offset = changed
            }
        }
        return TimeZoneRules(name: name, firstOffset: firstOffset, changes: changes)
    }

    private static func date(_ microseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }
}
