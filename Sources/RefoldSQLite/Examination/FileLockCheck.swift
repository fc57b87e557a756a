import RefoldFiles
import RefoldStores

/// Which runs are at work now.
enum FileLockCheck {
    @Sendable
    static func findings(_ file: ExaminedFile) -> [ExaminationFinding] {
        guard file.use.hasReadModels, file.use.purpose == .build else { return [] }
        let lockFile = FileIdentity.followingLinks(file.path) + "-lock"
        let held = file.use.locks.compactMap { subject in
            FileLock.holder(of: subject.key, in: lockFile).map { ExaminationFinding.held(subject, by: "process \($0)") }
        }
        return held.isEmpty ? [.ok("locks", "no run is at work")] : held
    }
}
