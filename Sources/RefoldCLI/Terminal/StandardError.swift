import Foundation
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
    private let write: @Sendable (String) -> Void
    private let liveLineStands = Mutex(false)

    init(isTerminal: Bool, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.write = write
    }

    /// The standard error of this process.
    convenience init() {
        let dumb = ProcessInfo.processInfo.environment["TERM"].map { $0 == "dumb" } ?? true
        self.init(isTerminal: isatty(STDERR_FILENO) == 1 && !dumb) { text in
            try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
        }
    }

    /// Writes a line, after erasing a live line. Text from data cannot control the terminal, because everything passes through
    /// ``Printable``.
    func say(_ line: String) {
        liveLineStands.withLock { stands in
            write((stands ? Self.erase : "") + Printable.text(line) + "\n")
            stands = false
        }
    }

    /// Writes one line per fault, each after the program's name.
    func say(_ error: RefoldError) {
        for fault in error.faults { say("refold: \(fault)") }
    }

    /// Redraws the live line. Only for a terminal.
    func show(live line: String) {
        liveLineStands.withLock { stands in
            write(Self.erase + Printable.text(line))
            stands = true
        }
    }

    /// Erases the live line, if there is one.
    func eraseLiveLine() {
        liveLineStands.withLock { stands in
            if stands { write(Self.erase) }
            stands = false
        }
    }

    /// Moves to the start of the line and clears it.
    private static let erase = "\r\u{1B}[K"
}
