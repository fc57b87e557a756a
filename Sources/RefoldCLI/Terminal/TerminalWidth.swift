// Unsafe here: asks the terminal for its size, which the system writes into a structure.
import Foundation

/// How wide the terminal of standard error is.
enum TerminalWidth {
    /// The columns that a live line may take: one less than there are, so that the cursor stays on the line; never more than usual.
    static var forLiveLine: Int { forLiveLine(columns: columns) }

    static func forLiveLine(columns: Int?) -> Int { min(ProgressLine.width, max((columns ?? ProgressLine.width + 1) - 1, 1)) }

    /// Nil if it is not known.
    private static var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
