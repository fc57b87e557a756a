import RefoldFiles
import RefoldStores
import RefoldValues

/// Whether the state of an interrupted rebuild could be kept, for this user alone.
struct StateFolderCheck: DoctorCheck {
    let subject = "state folder"

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        guard doctor.builds, doctor.readModels != nil else { return [] }
        let path = try doctor.settings.resumeFolder()
        let folder = PrivateFolder(path)
        if folder.exists { try folder.check() }
        let place = FileSystem(at: path)
        guard place.isWritable else {
            return [
                .missing(
                    subject, "this user may not write to \(place.folder), where \(path) is to be, which keeps the state of interrupted rebuilds",
                    remedy: "give this user the right to write there, or name another place with --work-folder or workFolder in refold.json5")
            ]
        }
        return [.ok(subject, path + (folder.exists ? ", with the state of an interrupted rebuild, for this user alone" : ", made when it is needed"))]
    }
}
