import RefoldDefinitions
import RefoldFiles
import RefoldJSON
import RefoldValues

struct CheckVerb: Verb {
    static let name = "check"
    static let summary = "read every definition and job, print every fault"
    static let usage = """
        refold check [FILE...] [--definitions DIR] [--store URL [--strict]]

        Reads every definition below the definitions folder and every job in Jobs (or
        only the FILEs named), and prints every fault with file, line, path and
        remedy. Changes nothing. Ends with 2 if there is a fault.

        With --store it also folds the events of that store, keeps nothing of it, and
        warns of what never matched: event types and paths that no event has, columns
        without a value, types that no projection takes.

          --strict             end with 3 if there is a warning

          refold check --store sqlite:events.db
        """
    static let flags: [Flag] = [.strict]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let folder = try session.settings.definitionsFolder()
        let registry = DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, session.domains)
        let found = CheckedDefinitions(arguments.words, of: registry, in: session)
        let (definitions, jobs, faults) = (found.definitions, found.jobs, found.faults)
        let fields = [JSONField("definitions", .integer(definitions)), JSONField("jobs", .integer(jobs))]
        let log = WarningLog()
        var count = faults.count
        var failure = faults.isEmpty ? nil : RefoldError(.usage, faults)
        do throws(RefoldError) {
            try StoreCheck(session, registry, files: arguments.words)?.run(log)
            if arguments.has(.strict), !log.warnings.isEmpty, failure == nil {
                failure = MatchWarning.refusal(log.warnings, nothingDone: "the check does not hold")
            }
        } catch {
            count += error.faults.count
            failure = failure.map { RefoldError($0.status, $0.faults + error.faults) } ?? error
        }
        let warnings = [MatchWarning.field(log.warnings)]
        var result = failure.map { VerbResult(failure: $0, fields: fields + warnings) } ?? VerbResult(fields: fields + warnings)
        result.lastWord =
            definitions + jobs == 0 && faults.isEmpty
            ? "nothing to check: there is no definition below \(registry.folderInWords) and no job in \(JobFolder.path); name the folder with --definitions"
            : "checked \(Grouped.text(definitions, "definition")) and \(Grouped.text(jobs, "job")): \(Self.count(count, log.warnings.count))"
        return result
    }

    private static func count(_ faults: Int, _ warnings: Int) -> String {
        (faults == 0 ? "no faults" : Grouped.text(faults, "fault")) + (warnings == 0 ? "" : ", " + Grouped.text(warnings, "warning"))
    }
}
