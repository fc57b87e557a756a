import RefoldValues

extension TimeZoneRules {
    /// The time zone with a name of the IANA database, as `Europe/Rome`, or `UTC`, by the zone data of the system.
    ///
    /// Abbreviations and fixed offsets (`CEST`, `GMT+2`) are refused: they do not say when clocks change.
    /// - Throws: as ``ZoneData/rules(named:)``.
    public init(named name: String) throws(RefoldError) { self = try ZoneData.system.rules(named: name) }
}
