import FoundationEssentials
import RefoldCore
import RefoldEngine
import RefoldFiles
import RefoldJSON
import RefoldValues

struct InitVerb: Verb {
    static let name = "init"
    static let summary = "write a first projection, report and job for a store"
    static let usage = """
        refold init [FILE...] [--store URL] [--definitions DIR]

        Looks at the events of a store and writes a first projection of its streams
        and a report by month into the definitions folder (Reports), and a job into
        Jobs: files to change. Columns have the types that the payloads have. What is
        there already is never overwritten. Then says what to run next. With FILEs it
        appends their events to the store first, as refold import does.

          refold init --store sqlite:shop.db
          refold init events.ndjson --store sqlite:shop.db
        """
    static let flags: [Flag] = []

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let context = try CommandContext(session)
        let name = try freeName(in: context.registry)
        for path in FirstFiles.paths(name, context.registry.folder) where FileManager.default.fileExists(atPath: path) {
            throw RefoldError(
                .usage, "the file is there already, and nothing was written", at: .named(path), remedy: "move it away, or change it by hand")
        }
        if !arguments.words.isEmpty { _ = try Importing(session: session).run(arguments.words) }
        session.interruption.defer()
        let events = try context.events()
        let meter = session.meter("init")
        defer { meter.finish() }
        let options = EventSurvey.Options(withFields: true, temporaryFolder: context.readModelLocation.folderForTemporaryFiles)
        let found = try EventSurvey(of: events, options).run(
            progress: { meter.update(done: Int($0), total: Int($1)) }, isCancelled: { session.interruption.isRequested })
        meter.finish()
        guard !found.types.isEmpty else {
            throw RefoldError(
                .failed, "there are no events to begin from", at: .named(events.name), remedy: "import some, or refold seed --events 10000")
        }
        let files = FirstFiles(of: found, name: name, session.settings, context.registry.folder)
        // All before the first appears: if one cannot be written, none is.
        var outputs: [AtomicFile] = []
        for file in files.all {
            let output = try context.output(file.path)
            try output.write(Array(file.text.utf8))
            outputs.append(output)
        }
        for (file, output) in zip(files.all, outputs) {
            try output.commit()
            session.say("wrote \(file.path)")
        }
        for command in files.commands { session.say("  " + command) }
        return VerbResult(
            fields: [
                JSONField("projection", .text(files.name)), JSONField("report", .text(files.reportName)),
                JSONField("files", .texts(files.all.map(\.path))),
            ])
    }

    /// A name that no projection has.
    ///
    /// - Throws: status 2 if the projection of an earlier run is there.
    private static func freeName(in registry: DefinitionRegistry) throws(RefoldError) -> String {
        let name = "overview"
        guard registry.builtIn.contains(where: { $0.name == name }) else { return name }
        return name + "_of_streams"
    }
}
