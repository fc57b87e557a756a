import Glibc
import RefoldValues

/// The files that a process opens for itself, to be told of signals. If it gets none, the runtime ends it without a word.
public enum SpareFiles {
    private static let count = 3

    /// Why those files cannot be opened, status 1; nil if they can, or none of the standard streams is open to try it with.
    public static func failure() -> RefoldError? {
        guard let stream = [STDERR_FILENO, STDOUT_FILENO, STDIN_FILENO].first(where: { fcntl($0, F_GETFD) >= 0 }) else { return nil }
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        for _ in 0..<count {
            let descriptor = dup(stream)
            guard descriptor >= 0 else { return SystemFailure.last.error("the process cannot open the files that it needs", at: "refold", for: .input) }
            opened.append(descriptor)
        }
        return nil
    }
}
