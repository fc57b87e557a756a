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
        served.version == version && (served.fingerprint != fingerprint || served.schema.declared != schema.declared)
    }

    /// Whether a generation of the same version and shape keeps some numbers with other digits: with 64 bits what has 38 digits now, or the
    /// reverse. An earlier program, or other added currencies, built it.
    public func hasOtherDigits(than served: Generation) -> Bool {
        served.version == version && served.schema != schema && !hasChanged(since: served)
    }

    /// Whether a generation of the same version was built by other rules of the time zones: its rows cannot be carried on. Of one that an
    /// earlier program built it is not known.
    public func hasOtherZones(than served: Generation) -> Bool {
        let (own, built) = (OutsideRules(word: zones), OutsideRules(word: served.zones))
        return served.version == version && own.zones != 0 && built.zones != 0 && built.zones != own.zones
    }

    /// Whether a generation of the same version was built with other added currencies: its amounts may have other decimals. One that an
    /// earlier program built had none.
    public func hasOtherCurrencies(than served: Generation) -> Bool {
        served.version == version && OutsideRules(word: zones).haveOtherCurrencies(than: OutsideRules(word: served.zones))
    }

    /// Whether a generation of the same version goes by other rules than its definition, so that its rows cannot be carried on.
    public func hasOtherRules(than generation: Generation) -> Bool {
        hasOtherZones(than: generation) || hasOtherCurrencies(than: generation) || hasOtherDigits(than: generation)
    }

    /// Refuses to read rows whose amounts were written with other added currencies.
    ///
    /// - Throws: `.refused`.
    public func checkCurrencies(of served: Generation) throws(RefoldError) {
        guard hasOtherCurrencies(than: served) else { return }
        throw RefoldError(
            .refused, "the currencies in events.json5 changed since \"\(name)\" was built", at: .named("projection \"\(name)\""),
            expected: "amounts with the decimals that are stated", remedy: "run refold catch-up \(name), which builds it anew")
    }
}
