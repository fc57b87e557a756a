import RefoldDefinitions
import RefoldJSON
import RefoldStores
import RefoldValues

struct DoctorVerb: Verb {
    static let name = "doctor"
    static let summary = "say what a run would need and does not have"
    static let usage = """
        refold doctor [JOB] [--for PURPOSE] [--memory SIZE]
        refold doctor --grants PURPOSE [NAME...] [--role NAME]

        Looks at databases, rights, definitions, zone data, disk, memory, locks and
        clocks, and prints a line for each: ok, warning or missing, with what to do.
        What SQL can mend is printed below, ready to paste. With JOB it goes by the
        settings of that job, and looks at its outputs. It changes nothing. Ends with
        3 if something is missing, with 0 if there are only warnings.

          --for PURPOSE        what the role is for: build (events and read models, if
                               left out), read (events alone), report (read models),
                               write (appends events)
          --memory SIZE        what runs will be given, 1G if left out

        With --grants it prints the SQL that makes a role on PostgreSQL 13 to 15, and
        looks at nothing else. With NAMEs a role for report sees these read models.

          --role NAME          its name; refold_build and so on if left out

          refold doctor nightly --store postgresql:///shop
          refold doctor --grants report orders --role ana
        """
    static let flags: [Flag] = [.purpose, .memory, .grants, .role]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let purposes = RolePurpose.allCases.map(\.rawValue)
        if let word = try arguments.choice(.grants, among: purposes), let purpose = RolePurpose(rawValue: word) {
            try arguments.refuse([.purpose, .memory], "with --grants", remedy: "leave it out")
            return try print(PrintedGrants(purpose, role: arguments.text(.role), models: arguments.words), in: session)
        }
        try arguments.refuse([.role], "without --grants", remedy: "add --grants PURPOSE, or leave it out")
        let purpose = try arguments.choice(.purpose, among: purposes).flatMap(RolePurpose.init) ?? .build
        let memory = try arguments.size(.memory, least: Folding.Limits.leastMemory) ?? Folding.Limits().memory
        guard arguments.words.count < 2 else {
            throw RefoldError(.usage, "\"\(arguments.words[1])\" is one word too many", remedy: "name one job")
        }
        var (job, faults) = (Job?.none, [ExaminationFinding]())
        if let word = arguments.words.first {
            do throws(RefoldError) {
                job = try JobFile.read(try JobFolder.file(of: word), formats: session.domains.formats)
            } catch {
                faults = .missing("job", error)
            }
        }
        let settings = job.map { session.settings.inside($0) } ?? session.settings
        let folder = try settings.definitionsFolder()
        let doctor = Doctor(
            session: session.with(settings: settings), purpose: purpose, memory: memory, job: job,
            registry: DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, session.domains))
        let page = DoctorPage(findings: faults + doctor.findings())
        if !session.json {
            for line in page.lines(isQuiet: session.quiet) { try session.output.write(line: line) }
            // Before the last word.
            try session.output.flush()
        }
        var result = VerbResult(page.missing > 0 ? .refused : .done, fields: page.fields)
        result.lastWord = page.lastWord
        return result
    }

    private static func print(_ grants: PrintedGrants, in session: Session) throws(RefoldError) -> VerbResult {
        let statements = try grants.statements(in: session)
        if !session.json {
            for line in statements { try session.output.write(line: line) }
        }
        return VerbResult(fields: [JSONField("sql", .texts(statements))])
    }
}
