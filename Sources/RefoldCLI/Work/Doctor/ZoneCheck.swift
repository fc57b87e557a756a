import RefoldStores
import RefoldValues
import RefoldZones

/// Which rules of time zones there are, and whether they can be read.
struct ZoneCheck: DoctorCheck {
    let subject = "zone data"

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        let (version, folder) = (try ZoneData.system.version(), try ZoneData.system.folder())
        // Any zone with a long list of changes.
        _ = try ZoneData.system.rules(named: "Europe/Paris")
        guard let folder else {
            return [.warning(subject, "\(version), which grow old with this program", remedy: "install the package of zone data (tzdata), or set TZDIR to a folder of zone files")]
        }
        return [.ok(subject, "\(version) in \(folder)")]
    }
}
