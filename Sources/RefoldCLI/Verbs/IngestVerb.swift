import RefoldCommands
import RefoldFiles
import RefoldValues

struct IngestVerb: Verb {
    static let name = "ingest"
    static let summary = "handle commands from NDJSON files, one outcome line each"
    static let usage = """
        refold ingest FILE... [--store URL]

        Handles the commands of each FILE, one JSON object a line; "-" is standard
        input. Writes one outcome a line on standard output: accepted, duplicate,
        rejected or conflict. Commands that are at hand share one commit, and their
        outcomes are written once that is durable. Ends with 4 where a command was
        rejected or met a conflict, with 5 where nobody reads the outcomes any more
        before all commands were handled, and with 75 where somebody else who writes
        to the store holds it up for a minute. Creates the store where there is
        none. With --json the outcomes are a list of the one object, which is
        printed at the end.

        A line is {"id":…,"command":…,"data":{…}}, if need be with "expected_version",
        and with "metadata":{…}, which every event of the command keeps. These are the
        commands, and the fields of their data:
        """
    static let flags: [Flag] = []

    static func usage(for domains: DomainList) -> String {
        let guide = domains.commands.guide(width: 78).map { "  " + $0 }
        return ([usage] + guide + ["", "  refold ingest commands.ndjson --store sqlite:events.db"]).joined(separator: "\n")
    }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let paths = try arguments.someWords("the name of a file, or - for standard input")
        let forms = session.domains.commands
        guard !forms.isEmpty else { throw session.domains.nothing("takes commands") }
        try session.addCurrencies()
        let location = try session.settings.storeLocation()
        var readers: [LineReader] = []
        for path in paths { readers.append(try LineReader(path: path)) }
        let store = try location.eventStore(.creating, waits: session.waitPolicy)
        let outcomes = JSONList(in: location.folderForTemporaryFiles)
        var work = IngestWork(session: session, ingest: CommandIngest(CommandBus(store), forms), outcomes: outcomes)
        session.interruption.defer()
        // Status 0 would mean that all commands were handled.
        session.output.onBrokenPipe = {}
        var failure: RefoldError?
        do throws(RefoldError) {
            for reader in readers { try work.handle(reader) }
        } catch {
            failure = error
        }
        work.finish()
        session.say(work.counts.line)
        let fields = work.counts.fields
        var result = failure.map { VerbResult(failure: $0, fields: fields) } ?? VerbResult(work.counts.isClean ? .done : .partly, fields: fields)
        result.list = ("outcomes", outcomes)
        return result
    }
}
