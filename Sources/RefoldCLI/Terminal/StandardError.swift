import FoundationEssentials
import Glibc
import RefoldReports
import RefoldTables
import RefoldValues
import Synchronization

/// Standard error: messages, and on a terminal at most one live line below them.
///
/// Thread-safe. What cannot be written is dropped, because there is nowhere left to report it.
final class StandardError: Sendable {
    /// Whether a live line can be drawn and erased again.
    let isTerminal: Bool
    /// Whether a person may read along: a terminal, also one on which no live line can be drawn.
    let isInteractive: Bool
    private let write: @Sendable (String) -> Void
    private let state: Mutex<State>

    private struct State {
        var liveLineStands = false
        var head: LogHead
    }

    init(isTerminal: Bool, isInteractive: Bool = true, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.isInteractive = isInteractive
        self.write = write
        state = Mutex(State(head: LogHead(format: isInteractive ? .plain : .text)))
    }

    /// The standard error of this process.
    convenience init() {
        let dumb = ProcessInfo.processInfo.environment["TERM"].map { $0 == "dumb" } ?? true
        let isInteractive = isatty(STDERR_FILENO) == 1
        self.init(isTerminal: isInteractive && !dumb, isInteractive: isInteractive) { text in
            StandardOutput.write(text, to: STDERR_FILENO)
        }
    }

    /// What a job does now, `step 2, report payments/by-day`: every line names it.
    var step: String? {
        get { state.withLock { $0.head.step } }
        set { state.withLock { $0.head.step = newValue } }
    }

    /// Writes a line, after erasing a live line. Text from data cannot control the terminal, because everything passes through
    /// ``Printable``.
    func say(_ line: String, _ level: LogLevel = .info) {
        state.withLock { state in
            write((state.liveLineStands ? Self.erase : "") + state.head.line(line, level, at: Timestamp.now()) + "\n")
            state.liveLineStands = false
        }
    }

    /// Writes one line per fault, each after the program's name.
    func say(_ error: RefoldError) {
        for fault in error.faults { say("\(LogHead.errorStart)\(fault)", .error) }
    }

    /// Writes a line about what a person should know although the work goes on.
    func warn(_ line: String) { say(LogHead.warningStart + line, .warning) }

    /// Writes lines as they are: help is no message.
    func print(_ lines: [String]) {
        state.withLock { _ in write(lines.map { Printable.text($0) + "\n" }.joined()) }
    }

    /// What messages begin with from now on.
    func begin(_ head: LogHead) { state.withLock { $0.head = head } }

    /// From now on messages are of a job.
    func name(job: String) { state.withLock { $0.head.job = job } }

    /// Redraws the live line. Only for a terminal.
    func show(live line: String) {
        state.withLock { state in
            write(Self.erase + Printable.text(line))
            state.liveLineStands = true
        }
    }

    /// Erases the live line, if there is one.
    func eraseLiveLine() {
        state.withLock { state in
            if state.liveLineStands { write(Self.erase) }
            state.liveLineStands = false
        }
    }

    /// Moves to the start of the line and clears it.
    private static let erase = "\r\u{1B}[K"
}
