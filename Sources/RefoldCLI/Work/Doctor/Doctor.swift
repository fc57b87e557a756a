import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues

/// What an examination is about: a run with these settings.
struct Doctor {
    let session: Session
    /// What the role is for.
    let purpose: RolePurpose
    /// What `--memory` of the run would be, in bytes.
    let memory: Int
    let job: Job?
    let registry: DefinitionRegistry

    var settings: Settings { session.settings }
    /// Whether a run writes read models.
    var builds: Bool { purpose == .build }
    /// Whether a run has to do with read models.
    var hasReadModels: Bool { purpose == .build || purpose == .report }

    /// What is looked at, in the order in which it is told.
    static let checks: [any DoctorCheck] = [
        SettingsCheck(), DatabaseCheck(), DefinitionCheck(), ZoneCheck(), DiskCheck(), OutputCheck(), StateFolderCheck(), MemoryCheck(), OpenFilesCheck(), YearCheck(),
    ]

    func findings() -> [ExaminationFinding] {
        Self.checks.flatMap { check in
            do throws(RefoldError) { return try check.findings(self) } catch { return .missing(check.subject, error) }
        }
    }

    /// The database of the events; nil if the run does not read any, or none is named.
    var store: DatabaseLocation? { purpose.readsEvents ? try? settings.storeLocation() : nil }

    /// The database of the read models; nil if the run has nothing to do with them, or none is named.
    var readModels: DatabaseLocation? { hasReadModels ? try? settings.readModelLocation() : nil }

    /// What a run may lock.
    var locks: [LockSubject] { (job.map { [$0.lock] } ?? []) + registry.projections.keys.sorted().map { .projection($0) } }
}

/// One thing that is looked at. It may fail without the others.
protocol DoctorCheck: Sendable {
    /// What it is about, for its own failure.
    var subject: String { get }
    func findings(_ doctor: Doctor) throws(RefoldError) -> [ExaminationFinding]
}
