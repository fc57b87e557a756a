import RefoldValues

struct CatchUpVerb: Verb {
    static let name = "catch-up"
    static let summary = "bring the served read models up to the end of the store"
    static let usage = """
        refold catch-up [NAME...] [--workers N] [--memory SIZE] [--deadline DURATION]
                        [--wait DURATION] [--allow-behind] [--save-every DURATION]
                        [--work-folder DIR] [--strict] [--park[=N]] [--repair]
                        [--accept] [--review] [--allow-empty] [--keep N]
                        [--metrics FILE]
        refold catch-up --follow [NAME...] [--interval DURATION] [--workers N]
                        [--memory SIZE] [--deadline DURATION] [--save-every DURATION]
                        [--work-folder DIR] [--park[=N]] [--metrics FILE]
                        [--accept] [--review] [--allow-empty] [--keep N]

        Folds the events after the checkpoint of each projection named (of all whose
        event types occur in the store if none is named) into its served rows.
        What was never built is built; a new version is rebuilt. Rows that were made
        from another store are left as they are, and the run ends with status 3. So
        are rows up to whose checkpoint an event was added, changed or removed since,
        as far as the last events tell, of which some 16,000 are read again.
        A new version is compared with what is served before the switch, as by
        refold rebuild. While one waits beside it, after --review, a refusal or a
        rollback, both are brought forward, each by its own definition.

          --workers N          threads that fold (default: as the machine has cores)
          --memory SIZE        rows kept in memory before they are spilled to temporary
                               files: 256M, 1G (the default), 1M at least
          --deadline DURATION  stop in good order after this long: 90s, 20m, 1h30m
          --wait DURATION      how long to wait for transactions that may still add
                               events below visible ones (default 30s; 0: not at all)
          --allow-behind       leave such events out and end with 0, and serve what was
                               never served all the same
          --save-every DURATION  how often, while events are read, state and position
                               are made durable (default 30s; 0s: after every batch)
          --work-folder DIR    where that is kept (default: beside the read models)
          --strict             do not serve what is built with warnings; end with 3
          --park[=N]           set events aside that cannot be taken (at most N of a
                               projection), and later ones of the same row; end with 4
          --repair             read all events again, and mend the rows under which
                               events were added, changed or removed; or build all
                               anew where it cannot be told which rows those are
          --follow             go on as events come, until SIGTERM, SIGINT or the
                               deadline ends it with 0. Waits for nobody and locks
                               nothing between two passes. What fails is said once,
                               left out and tried again; definitions that change are
                               read again
          --interval DURATION  how often to look for events that the database does not
                               announce: 250ms, 1s (the default), 1m
          --accept             serve a new version, however much it differs
          --review             do not serve a new version; end with 3
          --allow-empty        let no rows take the place of some
          --keep N             earlier generations that stay for a rollback (default 1)
          --metrics FILE       write metrics for Prometheus at the end, and while it
                               follows every 15 s

          refold catch-up --store sqlite:events.db
          refold catch-up --follow --store sqlite:events.db
        """
    static let flags: [Flag] =
        [.workers, .memory, .deadline, .wait, .allowBehind, .saveEvery, .workFolder, .strict, .park, .repair, .follow, .interval, .metrics] + SwitchChoices.flags
    static let usesZones = true
    static func isRecorded(_ arguments: Arguments) -> Bool { true }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let limits = try Folding.Limits(arguments, session.settings)
        guard !arguments.has(.follow) else {
            try arguments.refuse([.wait, .allowBehind, .strict, .repair], "with --follow", remedy: "leave it out: what follows waits for nobody and serves what it builds")
            let interval = try arguments.interval(.interval, least: .milliseconds(10)) ?? .seconds(1)
            // Before anything is read: also a signal that comes early ends it with 0.
            session.interruption.defer()
            return try Following(context: try CommandContext(session), limits: limits, interval: interval).follow(arguments.words).result
        }
        try arguments.refuse([.interval], "without --follow", remedy: "add --follow, or leave it out")
        let folding = Folding(try CommandContext(session), limits)
        return try folding.result { () throws(RefoldError) in
            try folding.catchUp(arguments.words)
        }
    }
}
