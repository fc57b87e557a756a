import RefoldDefinitions
import RefoldFiles
import RefoldValues

/// What is wrong with definitions and jobs, without a look at a store.
struct CheckedDefinitions {
    private(set) var faults: [Fault] = []
    private(set) var definitions = 0
    private(set) var jobs = 0

    /// All definitions of a folder, and all jobs in `Jobs`.
    init(all registry: DefinitionRegistry, in session: Session) { self.init([], of: registry, in: session) }

    /// - Parameter files: those to look at; all if empty.
    init(_ files: [String], of registry: DefinitionRegistry, in session: Session) {
        if files.isEmpty {
            faults += registry.allFaults() + EventsFile.strays(in: registry.folder)
            definitions = registry.projectionFiles.count + registry.reportFiles.count
        }
        let found = JobFolder.search()
        if files.isEmpty { faults += found.faults }
        for path in files.isEmpty ? found.files : files {
            if let wrong = registry.faults(ofFile: path) {
                definitions += 1
                faults += wrong
            } else if let fault = found.faults.first(where: { $0.place == .definition(file: path, line: nil, path: "") }) {
                faults.append(fault)
            } else {
                jobs += 1
                faults += Self.check(job: path, in: session)
            }
        }
        if files.isEmpty, registry.eventsFile.isThere { definitions += 1 }
    }

    private static func check(job path: String, in session: Session) -> [Fault] {
        do throws(RefoldError) {
            let (job, found) = JobFile.examine(try DefinitionFolder.read(path), file: path, formats: session.domains.formats)
            guard let job else { return found }
            let settings = session.settings.inside(job)
            let folder = try settings.definitionsFolder()
            let registry = DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, session.domains)
            let spared = ProtectedFiles(settings, registry)
            var faults = found + JobCheck(
                job: job, registry: registry, spared: spared, today: job.timeZone.date(of: Timestamp.now()), formats: session.domains.formats).faults()
            do throws(RefoldError) {
                if settings.store != nil { _ = try settings.readModelLocation() }
            } catch {
                faults += error.faults
            }
            return faults
        } catch {
            return error.faults
        }
    }
}
