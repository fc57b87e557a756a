import RefoldDefinitions
import RefoldFiles
import RefoldJSON
import RefoldValues

struct CheckVerb: Verb {
    static let name = "check"
    static let summary = "read every definition and job, print every fault"
    static let usage = """
        refold check [FILE...] [--definitions DIR]

        Reads every definition below the definitions folder and every job in Jobs (or
        only the FILEs named), and prints every fault with file, line, path and
        remedy. Runs nothing. Ends with 2 where there is a fault.
        """
    static let flags: [Flag] = []

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let folder = session.settings.definitionsFolder
        let registry = DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, session.domains)
        var faults: [Fault] = []
        var (definitions, jobs) = (0, 0)
        if arguments.words.isEmpty {
            faults += registry.allFaults()
            definitions = registry.projectionFiles.count + registry.reportFiles.count
        }
        let found = JobFolder.search()
        if arguments.words.isEmpty { faults += found.faults }
        for path in arguments.words.isEmpty ? found.files : arguments.words {
            if let wrong = registry.faults(ofFile: path) {
                definitions += 1
                faults += wrong
            } else if let fault = found.faults.first(where: { $0.place == .definition(file: path, line: nil, path: "") }) {
                faults.append(fault)
            } else {
                jobs += 1
                faults += check(job: path, in: session)
            }
        }
        let count = faults.isEmpty ? "no faults" : Grouped.text(faults.count, "fault")
        let fields = [JSONField("definitions", .integer(definitions)), JSONField("jobs", .integer(jobs))]
        var result = faults.isEmpty ? VerbResult(fields: fields) : VerbResult(failure: RefoldError(.usage, faults), fields: fields)
        result.lastWord = "checked \(Grouped.text(definitions, "definition")) and \(Grouped.text(jobs, "job")): \(count)"
        return result
    }

    private static func check(job path: String, in session: Session) -> [Fault] {
        do throws(RefoldError) {
            let (job, found) = JobFile.examine(try DefinitionFolder.read(path), file: path)
            guard let job else { return found }
            let settings = session.settings.inside(job)
            let folder = settings.definitionsFolder
            let registry = DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, session.domains)
            let spared = ProtectedFiles(settings, registry)
            var faults = found + JobCheck(job: job, registry: registry, spared: spared, today: job.timeZone.date(of: Timestamp.now())).faults()
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
