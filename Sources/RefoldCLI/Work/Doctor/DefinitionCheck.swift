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
        guard found.definitions > 0 else {
            let own = doctor.registry.projections.count
            let none = "nothing is declared below \(doctor.registry.folderInWords)"
            if own == 0 { return [.warning(subject, none, remedy: "name the folder with --definitions")] }
            return [.ok(subject, "\(none); the program itself has \(Grouped.text(own, "projection")); \(Grouped.text(found.jobs, "job")), no faults")]
        }
        return [.ok(subject, "\(counted) below \(doctor.registry.folder), no faults")]
    }
}
