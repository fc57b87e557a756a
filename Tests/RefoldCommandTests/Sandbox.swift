// Unsafe here: sets which signals a process begins with.
import Foundation
import RefoldTesting

/// A folder in which the built program is run, and which is removed afterwards. ``FixtureStore`` is beside it.
final class Sandbox {
    let folder: URL
    private let program: URL

    init() throws {
        program = try Self.programs()
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-transcript-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("work"), withIntermediateDirectories: true)
        try FixtureStore.write(to: folder.appendingPathComponent("payments.db").path)
    }

    /// The folder of the programs: that which `Tests/run` names, where they are built as they are shipped, or the one of the tests themselves.
    private static func programs() throws -> URL {
        if let named = ProcessInfo.processInfo.environment["REFOLD_TEST_PROGRAMS"] { return URL(fileURLWithPath: named) }
        let own = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return own.deletingLastPathComponent()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Runs a shell command in the sandbox. `refold` is the built program.
    func run(_ command: String) throws -> (output: String, error: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder.appendingPathComponent("work")
        process.environment = [
            "PATH": ([program.path, PostgresCluster.programs].compactMap { $0 } + ["/usr/local/bin", "/usr/bin", "/bin"]).joined(separator: ":"), "HOME": folder.path, "TMPDIR": folder.path, "TERM": "dumb", "LC_ALL": "C",
            // Messages without the time, which differs between runs.
            "REFOLD_LOG_FORMAT": "plain",
        ]
        let (output, error) = (folder.appendingPathComponent("stdout"), folder.appendingPathComponent("stderr"))
        for file in [output, error] { try Data().write(to: file) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: error)
        try process.runToEnd(Self.run)
        return (try text(of: output), try text(of: error), process.terminationStatus)
    }

    /// Starts a process with no signal blocked. The threads of the tests block them, and a shell inherits that: with SIGCHLD blocked it may wait
    /// for ever for what it began, and `timeout` is deaf to SIGTERM.
    private static func run(_ process: Process) throws {
        var (none, before) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    /// The contents of a file, without what differs between runs: the present time (fixtures are of 2024), durations, processes, the
    /// zone data, the folder.
    private func text(of file: URL) throws -> String {
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self).replacingOccurrences(of: folder.path, with: "/SANDBOX")
        // Swift's own expressions take many times as long, of outputs of megabytes.
        return Self.varying.reduce(text) { $0.replacingOccurrences(of: $1.pattern, with: $1.shown, options: .regularExpression) }
    }

    private static let varying: [(pattern: String, shown: String)] = [
        (#""milliseconds":[0-9]+"#, #""milliseconds":0"#), (#""age":[0-9]+"#, #""age":0"#), (#""zone_data":"[^"]*""#, #""zone_data":"2025b""#),
        (#"zone data [^\n]*"#, "zone data 2025b in /usr/share/zoneinfo"), (#"\b[0-9]+\.[0-9] s\b"#, "0.0 s"), (#"process [0-9]+"#, "process 1"),
        (#"20(2[5-9]|[3-9][0-9])-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z"#, "2099-01-01T00:00:00Z"),
    ]
}
