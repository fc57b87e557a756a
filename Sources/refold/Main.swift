import Foundation
import RefoldFiles

/// Streams every event of a store through projections, rebuilds read models, and writes exact reports.
@main
enum Main {
    static func main() {
        let unusable = CheckedTexts.failure()
        let arguments = CommandLineSecrets.takeArguments()
        let talk = StandardError()
        let interruption = Interruption()
        let listeners = interruption.listen {
            UnfinishedFiles.removeAll {
                talk.say("refold: interrupted; nothing half-done is visible; run the same command again")
                _exit(ExitStatus.incomplete.rawValue)
            }
        }
        let run = CommandLineRun(
            output: StandardOutput(), talk: talk, interruption: interruption,
            environment: ProcessInfo.processInfo.environment)
        exit(withExtendedLifetime(listeners) { run.run(arguments, unusable).rawValue })
    }
}
