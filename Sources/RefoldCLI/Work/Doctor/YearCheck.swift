import RefoldStores
import RefoldValues

/// Whether the clock of this machine can be right.
struct YearCheck: DoctorCheck {
    let subject = "clock"

    /// The program was not there before.
    private static let years = 2024...2199

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] { [Self.finding(Timestamp.now())] }

    static func finding(_ now: Timestamp) -> ExaminationFinding {
        let day = TimeZoneRules.utc.date(of: now)
        guard years.contains(day.year) else {
            return .missing("clock", "this machine's says \(day)", remedy: "set the clock (timedatectl set-ntp true): \"today\" and recorded_at go by it")
        }
        return .ok("clock", "this machine's says \(day) in UTC")
    }
}
