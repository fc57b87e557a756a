import RefoldFiles
import RefoldStores
import RefoldValues

/// Room for another generation of the read models, and for temporary files.
struct DiskCheck: DoctorCheck {
    let subject = "disk"

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        guard let models = doctor.readModels else { return [] }
        var findings: [ExaminationFinding] = []
        var present: Int64 = 0
        if case .sqlite(let path) = models {
            present = ["", "-wal"].reduce(0) { $0 + (FileSystem.size(of: path + $1) ?? 0) }
            if doctor.builds { findings += room(in: FileSystem(at: path), for: "read models", besides: present) }
        }
        return findings + temporary(FileSystem(at: models.folderForTemporaryFiles), models, present)
    }

    private func room(in place: FileSystem, for thing: String, besides present: Int64) -> [ExaminationFinding] {
        guard let free = place.freeBytes else { return [] }
        let (size, left) = (ByteSize.text(Int(present)), ByteSize.text(Int(free)))
        guard free >= present else {
            return [
                .missing(
                    subject, "\(thing) take \(size) in \(place.folder), where \(left) are free: a rebuild needs as much again",
                    remedy: "make room there, or name another place with --read-models")
            ]
        }
        return [.ok(subject, "\(thing) take \(size) in \(place.folder), a rebuild needs as much again, and \(left) are free")]
    }

    private func temporary(_ place: FileSystem, _ models: DatabaseLocation, _ present: Int64) -> [ExaminationFinding] {
        let named = models.folderForTemporaryFiles
        guard place.folder == named else {
            return [.missing(subject, "there is no folder \(named) for temporary files", remedy: "make it, or set TMPDIR to a folder that is there")]
        }
        guard place.isWritable else {
            return [.missing(subject, "this user may not make temporary files in \(named)", remedy: "set TMPDIR to a folder that this user may write to")]
        }
        let left = place.freeBytes.map { ByteSize.text(Int($0)) } ?? "an unknown number of bytes"
        guard place.freeBytes ?? .max >= present else {
            return [
                .warning(
                    subject, "temporary files go to \(named), where \(left) are free: rows over --memory may need \(ByteSize.text(Int(present)))",
                    remedy: "make room there, or set TMPDIR to a folder with more of it")
            ]
        }
        return [.ok(subject, "temporary files go to \(named), where \(left) are free")]
    }
}
