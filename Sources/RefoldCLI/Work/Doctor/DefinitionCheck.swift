import RefoldStores
import RefoldValues

/// How many faults `refold check` would print.
struct DefinitionCheck: DoctorCheck {
    let subject = "definitions"

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        let found = CheckedDefinitions(all: doctor.registry, in: doctor.session)
        let counted = "\(Grouped.text(found.definitions, "definition")) and \(Grouped.text(found.jobs, "job"))"
        guard found.faults.isEmpty else {
            return [.missing(subject, "\(Grouped.text(found.faults.count, "fault")) in \(counted)", remedy: "see refold check, which prints them")]
        }
        return [.ok(subject, "\(counted) below \(doctor.registry.folder), no faults")]
    }
}
