import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldValues

struct VerifyVerb: Verb {
    static let name = "verify"
    static let summary = "check the events, and that served rows are what they give"
    static let usage = """
        refold verify [NAME...] [--store-only] [--show-payload] [--workers N]
                      [--memory SIZE] [--deadline DURATION]
        refold verify --manifest FILE

        Reads the whole store and checks that ids are unique, that the versions of
        each stream follow one another, and that payloads and times can be read; that
        the pages of a SQLite file belong together.
        Compares the events up to the checkpoint of each read model named (of all
        that are served where none is named) with those from which it was made:
        what was added, changed or removed since is named. Then folds them again
        and compares the rows. One line per finding; 3 if there are any, else 0, or 5
        if events could be seen that are left out, since others may still appear below
        them. Changes nothing and waits for nobody.

        With --manifest a report is made again from the events, as of the bound and the
        moment of its NAME.manifest.json: 0 and "identical", or 3 with each figure that
        differs and why (events, definition, program, zone data).

          --manifest FILE      check the files of a report by the manifest beside them
          --store-only         check the events only, and fold nothing
          --show-payload       name keys of rows that are made of values of payloads
          --workers N          threads that fold (default: as the machine has cores)
          --memory SIZE        rows kept in memory before they are spilled to temporary
                               files: 256M, 1G (the default), 1M at least
          --deadline DURATION  stop after this long, with 5: 90s, 20m, 1h30m

          refold verify --store sqlite:events.db
        """
    static let flags: [Flag] = [.manifest, .storeOnly, .showPayload, .workers, .memory, .deadline]
    static let usesZones = true

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let limits = try Folding.Limits(arguments, session.settings)
        let context = try CommandContext(session)
        session.interruption.defer()
        session.interruption.setDeadline(in: limits.deadline)
        if let path = try arguments.path(.manifest) { return try check(path, arguments, context, limits) }
        try session.settings.storeLocation().requireSound(waits: session.waitPolicy)
        if !arguments.has(.storeOnly) { try context.readModelLocation.requireSound(waits: session.waitPolicy) }
        let events = try context.stableEvents(for: "verify")
        var isOfEvents = false
        if arguments.has(.storeOnly), arguments.words.isEmpty { isOfEvents = try context.readModels.isHidden() }
        if isOfEvents { session.say("this role may not use the schema read_models, so that only the events are looked at") }
        let projections = isOfEvents ? [] : try context.projectionsToVerify(arguments.words)
        let meter = session.meter("verify")
        defer { meter.finish() }
        let run = VerifyRun(
            events: events, readModels: context.readModels, options: try Folding(context, limits).options(waits: nil),
            showsKeys: arguments.has(.showPayload),
            progress: { progress in
                if progress.phase == .writing { meter.begin("verify: compare", unit: "rows") }
                meter.update(done: Int(progress.done), total: Int(progress.total))
            }, isCancelled: { session.interruption.isDue })
        let found = try run.run(projections, storeOnly: arguments.has(.storeOnly))
        meter.finish()
        let page = VerifyPage(found)
        if !session.json { for line in page.lines { try session.output.write(line: line) } }
        for note in page.notes { session.say(note) }
        session.say("refold: " + page.sentence(in: events.name))
        if !found.isWhole {
            session.console.say(
                "refold: events after position \(Grouped.text(Int(found.position))) were left out, since others may still appear below them: run it again when their writers have ended")
        }
        return VerbResult(!found.findings.isEmpty ? .refused : found.isWhole ? .done : .incomplete, fields: page.fields)
    }
}

extension VerifyVerb {
    /// Makes a report again from its manifest.
    private static func check(
        _ path: String, _ arguments: Arguments, _ context: CommandContext, _ limits: Folding.Limits
    ) throws(RefoldError) -> VerbResult {
        guard arguments.words.isEmpty, !arguments.has(.storeOnly) else {
            throw RefoldError(
                .usage, "--manifest is for one report alone", expected: "no other names, and no --store-only", remedy: "make two commands of it")
        }
        let findings = try ManifestCheck(context: context, limits: limits).run(path)
        if !context.session.json { for line in findings.lines { try context.session.output.write(line: line) } }
        context.session.say("refold: " + findings.sentence)
        return VerbResult(findings.isIdentical ? .done : .refused, fields: findings.fields)
    }
}

extension CommandContext {
    /// The projections named, or of all that are served, also of those that are defined no longer.
    ///
    /// - Throws: status 2 if there is no such projection, status 1 if one that is named is not served.
    fileprivate func projectionsToVerify(_ names: [String]) throws(RefoldError) -> [Projection] {
        let served = try readModels.generations().filter { $0.state == .served }
        guard names.isEmpty else {
            let projections = try registry.projections(named: names)
            if let stranger = projections.first(where: { projection in !served.contains { $0.projection == projection.name } }) {
                throw RefoldError(
                    .failed, "the projection \"\(stranger.name)\" has no served rows", at: .named(readModels.name),
                    remedy: "run refold rebuild \(stranger.name)")
            }
            return projections
        }
        let (defined, currencies) = (try registry.allProjections(), registry.eventsFile.currencies)
        return served.compactMap { generation in
            if let projection = defined.first(where: { $0.name == generation.projection }) ?? generation.keptProjection(currencies) { return projection }
            session.say("\(generation.projection): no longer defined, and written in Swift or by an earlier version of Refold: not verified")
            return nil
        }
    }
}
