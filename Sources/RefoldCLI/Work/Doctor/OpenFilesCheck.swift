import RefoldFiles
import RefoldStores
import RefoldValues

/// Whether the process may have enough files open.
struct OpenFilesCheck: DoctorCheck {
    let subject = "open files"

    /// More than a run over many projections with spilled rows has open.
    private static let enough = 256

    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding] {
        guard let limit = FileSystem.openFiles else { return [.ok(subject, "as many as it likes")] }
        guard limit >= Self.enough else {
            return [.warning(subject, "this process may have \(limit) files open, and a run may need \(Self.enough)", remedy: "let it open more: ulimit -n 1024, or LimitNOFILE=1024 in the unit")]
        }
        return [.ok(subject, "\(Grouped.text(limit)) at a time")]
    }
}
