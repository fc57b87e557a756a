import FoundationEssentials
import Glibc
import RefoldDomain
import RefoldFiles
import RefoldValues

/// The command `refold`, for any domains.
///
/// ```swift
/// @main struct Shop {
///     static func main() { RefoldCommand.main(domains: [Orders()]) }
/// }
/// ```
public enum RefoldCommand {
    /// Runs the program's arguments, and ends the process with one of the statuses of ``ExitStatus``.
    ///
    /// - Parameter domains: the domains with their commands, queries, projections and seeds; `--domains` chooses among them.
    public static func main(domains: [any Domain]) -> Never {
        DispatchLog.silence()
        let unusable = CheckedTexts.failure()
        let arguments = CommandLineSecrets.takeArguments()
        let console = StandardError()
        if let failure = SpareFiles.failure() {
            console.say(failure)
            exit(ExitStatus(failure.status).rawValue)
        }
        MemoryEnd.end {
            console.say(RefoldError(.failed, "there is not enough memory", remedy: "give the process more memory or a smaller --memory"))
            UnfinishedFiles.removeAll { _exit(ExitStatus.failed.rawValue) }
        }
        let interruption = Interruption()
        // What follows ends with 0 whenever a signal comes, also before its verb has begun.
        if arguments.contains("--follow") { interruption.defer() }
        let listeners = interruption.listen {
            UnfinishedFiles.removeAll {
                console.say("refold: interrupted; nothing half-done is visible; run the same command again", .warning)
                _exit(ExitStatus.incomplete.rawValue)
            }
        }
        let run = CommandLineRun(
            domains: DomainList(domains), output: StandardOutput(), console: console, interruption: interruption,
            environment: ProcessInfo.processInfo.environment)
        exit(withExtendedLifetime(listeners) { run.run(arguments, unusable).rawValue })
    }
}
