import RefoldValues

struct CatchUpVerb: Verb {
    static let name = "catch-up"
    static let summary = "bring the served read models up to the end of the store"
    static let usage = """
        refold catch-up [NAME...] [--workers N] [--memory SIZE] [--deadline DURATION]
                        [--wait DURATION] [--allow-behind] [--save-every DURATION]
                        [--work-folder DIR] [--strict]
                        [--accept] [--review] [--allow-empty] [--keep N]

        Folds the events after the checkpoint of each projection named (of all whose
        event types occur in the store where none is named) into its served rows.
        What was never built is built; a new version is rebuilt. Rows that were made
        from another store are left as they are, and the run ends with status 3.
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
          --accept             serve a new version, however much it differs
          --review             do not serve a new version; end with 3
          --allow-empty        let no rows take the place of some
          --keep N             earlier generations that stay for a rollback (default 1)

          refold catch-up --store sqlite:events.db
        """
    static let flags: [Flag] = [.workers, .memory, .deadline, .wait, .allowBehind, .saveEvery, .workFolder, .strict] + SwitchChoices.flags

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let limits = try Folding.Limits(arguments, session.settings)
        let folding = Folding(try CommandContext(session), limits)
        return try folding.result { () throws(RefoldError) in
            try folding.catchUp(arguments.words)
        }
    }
}
