/// A recorded session with the program: commands, and the exact output of each.
///
///     # A line for the reader.
///     $ refold status --store sqlite:none.db
///     ! refold: none.db: there is no event store
///     [1]
///
/// `$` begins a command for the shell and `.` continues it, `|` is a line of standard output, `!` one of standard error, and the number
/// is the exit status. Output without a line break at its end is followed by a line `\`.
struct Transcript: Equatable {
    struct Step: Equatable {
        /// Lines before the command: comments and blank lines.
        var preamble: [String] = []
        var command: String
        var answer: [String] = []
    }

    var steps: [Step] = []

    init(_ text: String) {
        var preamble: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("$ ") {
                steps.append(Step(preamble: preamble, command: String(line.dropFirst(2))))
                preamble = []
            } else if line.hasPrefix(". ") || line == ".", !steps.isEmpty {
                steps[steps.count - 1].command += "\n" + line.dropFirst(2)
            } else if line.hasPrefix("#") || line.isEmpty || steps.isEmpty {
                preamble.append(line)
            } else {
                steps[steps.count - 1].answer.append(line)
            }
        }
    }

    /// The transcript as a file.
    var text: String {
        var lines: [String] = []
        for step in steps {
            lines += step.preamble
            let command = step.command.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in command.enumerated() { lines.append((index == 0 ? "$ " : ". ") + line) }
            lines += step.answer
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// An output as lines of a transcript.
    static func answer(output: String, error: String, status: Int32) -> [String] {
        lines(output, mark: "|") + lines(error, mark: "!") + ["[\(status)]"]
    }

    private static func lines(_ text: String, mark: String) -> [String] {
        guard !text.isEmpty else { return [] }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? mark : mark + " " + $0 }
        if text.hasSuffix("\n") { lines.removeLast() } else { lines.append("\\") }
        return lines
    }
}
