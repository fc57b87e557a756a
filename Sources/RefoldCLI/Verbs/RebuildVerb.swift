import RefoldCore
import RefoldValues

struct RebuildVerb: Verb {
    static let name = "rebuild"
    static let summary = "build read models anew from the whole store, then switch"
    static let usage = """
        refold rebuild [NAME...] [--no-promote] [--through POSITION] [--workers N]
                       [--memory SIZE] [--deadline DURATION] [--wait DURATION]
                       [--allow-behind] [--save-every DURATION]
                       [--work-folder DIR] [--afresh] [--strict] [--park[=N]]
                       [--accept] [--review] [--allow-empty] [--keep N]
                       [--metrics FILE] [--dry-run]

        Builds a new generation of each projection named (of all whose event types
        occur in the store if none is named) beside the served one, and switches
        to it in one transaction. Readers see the old rows or the new ones. One that
        was interrupted goes on from its last durable point, to the bound it had.
        Warns of what never matched: types, paths, columns without a value.

        Before the switch the new rows are compared with the served ones at the same
        position. By the same definition and program they must be the same, else the
        run ends with 3; what a new version changes is summed up, and switched to
        unless it goes beyond "accept" in the definition. What is not served stays
        beside: see refold diff and refold promote.

          --no-promote         build the generation, but do not serve it
          --through POSITION   read no further than this position
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
          --afresh             do not go on with a rebuild that was interrupted
          --strict             do not serve what has warnings; end with 3
          --park[=N]           set events aside that cannot be taken (at most N of a
                               projection), and later ones of the same row; end with 4
          --accept             serve it, however much it differs
          --review             do not serve what differs, nor a new version; end with 3
          --allow-empty        let no rows take the place of some
          --keep N             earlier generations that stay for a rollback (default 1)
          --metrics FILE       write metrics for Prometheus at the end
          --dry-run            only say what would be read and written, and how long
                               that may take by earlier runs

          refold rebuild payments --store sqlite:events.db
        """
    static let flags: [Flag] =
        [.dryRun, .noPromote, .through, .workers, .memory, .deadline, .wait, .allowBehind, .saveEvery, .workFolder, .afresh, .strict, .park, .metrics]
        + SwitchChoices.flags
    static let usesZones = true
    static func isRecorded(_ arguments: Arguments) -> Bool { !arguments.has(.dryRun) }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let limits = try Folding.Limits(arguments, session.settings)
        let through = try arguments.whole(.through, 0...Int.max).map { Position($0) }
        let folding = Folding(try CommandContext(session), limits)
        if arguments.has(.dryRun) { return try folding.forecast(arguments.words, through: through) }
        return try folding.result { () throws(RefoldError) in
            try folding.rebuild(
                arguments.words, through: through, promotes: !arguments.has(.noPromote))
        }
    }
}
