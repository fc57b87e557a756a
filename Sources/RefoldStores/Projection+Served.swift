import RefoldCore
import RefoldValues

extension Projection {
    /// Refuses a definition that does not match what is served: changed under the same version, or older.
    ///
    /// - Throws: `.usage`, with the version to raise to.
    public func check(against served: Generation) throws(RefoldError) {
        let place = Place.named("projection \"\(name)\"")
        if served.version > version {
            throw RefoldError(
                .usage, "version \(served.version) is served and the definition has version \(version)", at: place,
                expected: "the served version or a later one", remedy: "raise the version in the definition")
        }
        if hasChanged(since: served) {
            throw RefoldError(
                .usage, "the definition changed under version \(served.version), which is served", at: place,
                expected: "a new version for a new meaning", remedy: "raise the version to \(served.version + 1)")
        }
    }

    /// Whether the definition differs from the one that built a generation of the same version.
    public func hasChanged(since served: Generation) -> Bool {
        served.version == version && (served.fingerprint != fingerprint || served.schema != schema)
    }

    /// Whether a generation of the same version was built by other rules of the time zones: its rows cannot be carried on. Of one that an
    /// earlier program built it is not known.
    public func hasOtherZones(than served: Generation) -> Bool {
        guard let zones, let built = served.zones else { return false }
        return served.version == version && built != zones
    }
}
