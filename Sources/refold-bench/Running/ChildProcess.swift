// Unsafe here: posix_spawn(3) and wait4(2) take C strings and fill in what they are pointed at.
import Foundation
import RefoldValues

/// A process that has run to its end.
struct ChildProcess {
    /// From its start to its end, in seconds.
    var seconds: Double
    /// The peak of its resident memory, in bytes.
    var peakMemory: Int
    /// Its exit status, or nil if a signal ended it.
    var status: Int32?

    /// Runs a program and waits for it.
    ///
    /// - Parameters:
    ///   - command: the path of the program, then its arguments.
    ///   - output: the file that gets its standard output.
    ///   - errors: the file that gets its standard error.
    static func run(_ command: [String], output: String, errors: String) throws(RefoldError) -> ChildProcess {
        // All settings of the program are given as flags; the environment must not add any.
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("REFOLD_") }.map { "\($0.key)=\($0.value)" }
        let arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        let variables = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }

        var files = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&files)
        defer { unsafe posix_spawn_file_actions_destroy(&files) }
        for (descriptor, path) in [(STDOUT_FILENO, output), (STDERR_FILENO, errors)] {
            unsafe posix_spawn_file_actions_addopen(&files, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        }

        var process: pid_t = 0
        let start = ContinuousClock.now
        let code = unsafe posix_spawn(&process, command[0], &files, nil, arguments, variables)
        guard code == 0 else {
            throw RefoldError(
                .failed, "the program cannot be started (error \(code))", at: .named(command[0]),
                remedy: "build it, or name it with --refold")
        }
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(process, &status, 0, &usage) == -1, errno == EINTR {}
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        // The kernel counts in KiB. The lower seven bits are the signal, the next eight the exit status.
        return ChildProcess(
            seconds: seconds, peakMemory: usage.ru_maxrss << 10, status: status & 0x7F == 0 ? (status >> 8) & 0xFF : nil)
    }
}
