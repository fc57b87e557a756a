import Foundation
import RefoldCore
import RefoldReports

/// What every verb works with: settings, the two outputs, and whether somebody asked the run to end.
struct Session {
    let domains: DomainList
    private(set) var settings: Settings
    let output: StandardOutput
    let talk: StandardError
    let interruption: Interruption
    /// `--json`: one object on standard output.
    let json: Bool
    /// `--quiet`: no progress and no summaries; errors all the same.
    let quiet: Bool

    /// Says something that `--quiet` hides.
    func say(_ line: String) {
        if !quiet { talk.say(line) }
    }

    /// The same session with other settings.
    func with(settings: Settings) -> Session {
        var session = self
        session.settings = settings
        return session
    }

    /// How a verb that writes events waits for others who do: it says so after a second; a signal ends it, and so does a minute.
    var writePatience: WritePatience {
        let (interruption, talk) = (interruption, quiet ? nil : talk)
        return WritePatience(limit: .seconds(60), isCancelled: { interruption.isRequested }) { wait in
            talk?.say(Printable.text("waiting up to \(wait.limit.components.seconds) s: somebody else writes to \(wait.database)\(wait.names)"))
        }
    }

    func meter(_ task: String, unit: String = "events") -> ProgressMeter {
        ProgressMeter(task, unit: unit, on: quiet ? nil : talk)
    }
}
