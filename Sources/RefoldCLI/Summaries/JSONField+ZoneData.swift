import RefoldJSON
import RefoldValues
import RefoldZones

extension JSONField {
    /// The field that names the version of the zone data; null if they cannot be read, which only matters to what needs a zone.
    static var zoneData: JSONField { JSONField("zone_data", .text(try? ZoneData.system.version())) }
}

extension ZoneData {
    /// The line of `status` for people.
    ///
    /// - Throws: as ``version()``.
    func line() throws(RefoldError) -> String { "zone data \(try version())" + (try folder().map { " in \($0)" } ?? "") }
}
