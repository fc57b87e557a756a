// Unsafe here: asks the terminal for its size, which the system writes into a structure.
import FoundationEssentials
import Glibc

/// How wide a terminal is.
enum TerminalWidth {
    /// The columns that a live line on standard error may take: one less than there are, so that the cursor stays on the line; never more than usual.
    static var forLiveLine: Int { forLiveLine(columns: columns(of: STDERR_FILENO)) }

    static func forLiveLine(columns: Int?) -> Int { min(ProgressLine.width, max((columns ?? ProgressLine.width + 1) - 1, 1)) }

    /// The characters of a line of the terminal that a file descriptor is; nil if it is not known.
    static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
