import RefoldJSON
import RefoldReports
import RefoldTables
import RefoldValues

/// How lines on standard error begin.
enum LogFormat: String, CaseIterable, Sendable {
    /// With the message itself, as on a terminal.
    case plain
    /// With the time, and the name of the job or the verb: `2026-03-01T03:15:02Z nightly: …`.
    case text
    /// Each line is an object.
    case json
}

/// How much a message matters.
enum LogLevel: String, Sendable {
    case info, warning, error
}

/// What stands before a message.
struct LogHead: Sendable {
    var format: LogFormat
    /// The verb; nil if none was recognized.
    var verb: String?
    /// The name of the job that runs.
    var job: String?
    /// What the job does now: `step 2, report payments/by-day`.
    var step: String?

    /// What errors begin with.
    static let errorStart = "refold: "
    /// What warnings begin with.
    static let warningStart = errorStart + "warning: "

    /// A message as it is written, without its line break and without anything that could control a terminal.
    func line(_ typed: String, _ level: LogLevel, at time: Timestamp) -> String {
        let message = CommandLineSecrets.masked(typed)
        switch format {
        case .plain: return Printable.text(namingStep(message))
        case .text:
            // Some lines begin with the name themselves.
            let start = (job ?? verb).map { "\($0): " } ?? ""
            return Printable.text("\(time.inSeconds) " + (message.hasPrefix(start) ? "" : start) + namingStep(message))
        case .json:
            let isWarning = message.hasPrefix(Self.warningStart)
            let start = isWarning ? Self.warningStart : message.hasPrefix(Self.errorStart) ? Self.errorStart : ""
            let fields = [
                JSONField("time", .text(time.description)), JSONField("level", .text((isWarning ? .warning : level).rawValue)), JSONField("verb", .text(verb)),
                JSONField("job", .text(job)), JSONField("step", .text(step)), JSONField("message", .text(Printable.text(String(message.dropFirst(start.count))))),
            ]
            return JSONValue.object(fields).json
        }
    }

    /// The step stands behind the name of the program, where the line has that.
    private func namingStep(_ line: String) -> String {
        guard let step else { return line }
        return line.hasPrefix(Self.errorStart) ? Self.errorStart + step + ": " + line.dropFirst(Self.errorStart.count) : "\(step): \(line)"
    }
}
