import RefoldDefinitions
import RefoldStores
import RefoldValues

/// Which places the settings name, and where that is said. Without them nothing else can be found.
struct SettingsCheck: DoctorCheck {
    let subject = "settings"

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        let settings = doctor.settings
        _ = try doctor.purpose.readsEvents ? settings.storeLocation() : settings.readModelLocation()
        if doctor.hasReadModels { _ = try settings.readModelLocation() }
        let isThere = !DefinitionFolder.isAbsent(settings.file)
        var parts = [isThere ? settings.file : "no \(settings.file) here"]
        if let store = settings.store, doctor.purpose.readsEvents { parts.append("the store is named by \(store.origin)") }
        if let models = settings.readModels, doctor.hasReadModels { parts.append("the read models are named by \(models.origin)") }
        if let job = doctor.job { parts.append("with those of the job \"\(job.name)\"") }
        return [.ok(subject, parts.joined(separator: "; "))]
    }
}
