import FoundationEssentials
import RefoldLayouts
import RefoldStores
import RefoldValues

/// The context of every verb: settings, the two outputs, and the interruption.
struct Session {
    let domains: DomainList
    private(set) var settings: Settings
    let output: StandardOutput
    let console: StandardError
    let interruption: Interruption
    /// `--json`: one object on standard output.
    let json: Bool
    /// `--quiet`: no progress and no summaries, but errors.
    let quiet: Bool

    /// What writes this run into the history of runs; nil for a verb that is not in it.
    var recorder: RunRecorder?

    /// The events of another framework's store that were left out.
    var unreadable = UnreadableEvents()

    /// The same session, as with `--quiet`.
    var quietly: Session {
        Session(
            domains: domains, settings: settings, output: output, console: console, interruption: interruption, json: json, quiet: true, recorder: nil,
            unreadable: UnreadableEvents())
    }

    /// Writes a message that `--quiet` hides.
    func say(_ line: String) {
        if !quiet { console.say(line) }
    }

    /// The run is one of a job: messages name it, and the history of runs with these settings.
    func isOf(job: String) {
        console.name(job: job)
        recorder?.isOf(job: job, in: self)
    }

    /// The same session with other settings.
    func with(settings: Settings) -> Session {
        var session = self
        session.settings = settings
        return session
    }

    /// The wait policy of verbs: a wait is reported after a second, and ended by a signal, the deadline, or after a minute.
    var waitPolicy: WaitPolicy {
        let (interruption, console) = (interruption, quiet ? nil : console)
        return WaitPolicy(limit: .seconds(60), isCancelled: { interruption.isDue }) { wait in
            console?.say("waiting up to \(wait.limit.components.seconds) s: somebody else writes to \(wait.database)\(wait.names)")
        }
    }

    /// How a verb waits for what it can do without: a second, and without a word.
    var shortWait: WaitPolicy {
        let interruption = interruption
        return WaitPolicy(limit: .seconds(1), isCancelled: { interruption.isDue }) { _ in }
    }

    /// How a run waits for transactions that keep events out of it.
    func waitForWriters(_ limit: Duration) -> WaitPolicy {
        let (interruption, console) = (interruption, quiet ? nil : console)
        return WaitPolicy(limit: limit, isCancelled: { interruption.isDue }) { wait in
            console?.say(
                "waiting up to \(wait.limit.components.seconds) s for transactions that may still add events below those that can be seen\(wait.names)")
        }
    }

    /// Asked where work goes on for long and can end at any moment.
    ///
    /// - Throws: status 5 if the run must end.
    func requireTime() throws(RefoldError) {
        guard interruption.isDue else { return }
        let what = interruption.isRequested ? "interrupted" : "the deadline came before the end"
        throw RefoldError(.incomplete, what, remedy: "run the same command again, with more time if it needs that")
    }

    /// Says what was left undone after the work was done; the run succeeds all the same.
    var housekeeping: Housekeeping {
        let console = console
        return Housekeeping { console.say(RefoldError(.failed, [$0])) }
    }

    func meter(_ task: String, unit: String = "events") -> ProgressMeter {
        ProgressMeter(task, unit: unit, on: quiet ? nil : console)
    }
}
