// The only file of this module that needs Foundation, which holds the time zone data.
import Foundation

extension TimeZoneRules {
    /// The time zone with a name of the IANA database, as `Europe/Rome`, or `UTC`.
    ///
    /// Abbreviations and fixed offsets (`CEST`, `GMT+2`) are refused: they do not say when clocks change.
    /// Reads some thousand changes, about ten milliseconds: load a zone once per run.
    /// - Throws: ``RefoldError/Status/usage`` for an unknown name, with a suggestion.
    public init(named name: String) throws(RefoldError) {
        if name == "UTC" {
            self = .utc
            return
        }
        // Abbreviations and offsets have no slash; the other names without one (Japan, CET) all have an equivalent of area and city.
        guard name.contains("/"), let zone = TimeZone(identifier: name) else {
            throw RefoldError(
                .usage, "the time zone \"\(name)\" is not known", expected: "a name of the IANA data base, as Europe/Rome, or UTC",
                remedy: Suggestion.phrase(for: name, among: TimeZone.knownTimeZoneIdentifiers + ["UTC"]))
        }
        self.init(name: name, zone: zone)
    }

    private init(name: String, zone: TimeZone) {
        let start = Self.date(Timestamp.first.microseconds)
        var changes: [(at: Timestamp, offset: Int)] = []
        let firstOffset = zone.secondsFromGMT(for: start)
        var offset = firstOffset
        var date = start
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date {
            let instant = Int64((next.timeIntervalSince1970 * 1_000_000).rounded())
            guard instant < Self.horizon, let time = Timestamp(microseconds: instant) else { break }
            date = next
            let changed = zone.secondsFromGMT(for: next)
            if changed != offset {
                changes.append((time, changed))
                offset = changed
            }
        }
        self.init(name: name, firstOffset: firstOffset, changes: changes)
    }

    private static func date(_ microseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}
