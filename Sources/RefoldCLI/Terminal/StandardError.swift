import Foundation
import RefoldReports
import RefoldValues
import Synchronization

/// Standard error: messages, and at most one live line that stands below them on a terminal.
///
/// Safe from any thread. What cannot be written is dropped: there is nobody left to tell.
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

    /// Writes a line. A live line is erased before it. Names out of data cannot steer the terminal: every text goes through ``Printable``.
    func say(_ line: String) {
        liveLineStands.withLock { stands in
            write((stands ? Self.erase : "") + Printable.text(line) + "\n")
            stands = false
        }
    }

    /// Writes one line a finding, each after the program's name.
    func say(_ error: RefoldError) {
        for fault in error.faults { say("refold: \(fault)") }
    }

    /// Draws the live line anew. Only for a terminal.
    func show(live line: String) {
        liveLineStands.withLock { stands in
            write(Self.erase + Printable.text(line))
            stands = true
        }
    }

    /// Erases the live line where one stands.
    func eraseLiveLine() {
        liveLineStands.withLock { stands in
            if stands { write(Self.erase) }
            stands = false
        }
    }

    /// Back to the start of the line, and clear to its end.
    private static let erase = "\r\u{1B}[K"
}
