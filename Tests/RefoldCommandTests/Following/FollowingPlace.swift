import Foundation
import RefoldTesting
import RefoldValues

/// A store on one of the two databases that the built program follows in the background.
final class FollowingPlace {
    let sandbox: Sandbox
    /// The flag and its value.
    let store: String
    private var followers: [Process] = []
    private var logs = 0

    init(_ database: String) throws {
        sandbox = try Sandbox()
        store = database == "SQLite" ? "--store sqlite:events.db" : "--store '\(try PostgresCluster.newDatabase())'"
    }

    /// On a server of one's own.
    init(uri: String) throws {
        sandbox = try Sandbox()
        store = "--store '\(uri)'"
    }

    deinit { for process in followers where process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Runs a command with the store named.
    @discardableResult
    func refold(_ words: String, status: Set<Int32> = [0]) throws -> (output: String, error: String) {
        let run = try sandbox.run("refold \(words) \(store)")
        guard status.contains(run.status) else { throw RefoldError(.failed, "\(words) ended with \(run.status): \(run.error)") }
        return (run.output, run.error)
    }

    /// Begins to follow.
    func follow(_ words: String = "payments --interval 20ms") throws -> Process {
        logs += 1
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec '\(sandbox.program.path)/refold' catch-up --follow \(words) \(store) 2> follow-\(logs).log"]
        process.currentDirectoryURL = sandbox.folder.appending(path: "work")
        process.environment = ["HOME": sandbox.folder.path, "TMPDIR": sandbox.folder.path, "TERM": "dumb", "PATH": "/usr/bin:/bin"]
        (process.standardInput, process.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        followers.append(process)
        return process
    }

    /// What the follower begun last has said.
    var log: [String] { String(decoding: sandbox.bytes("follow-\(logs).log") ?? Data(), as: UTF8.self).split(separator: "\n").map(String.init) }

    /// Asks a follower to end.
    ///
    /// - Returns: its status.
    func end(_ process: Process) -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Waits until nothing is left to fold.
    func waitUntilCaughtUp(_ projection: String = "payments") throws {
        try wait("\(projection) has no lag") {
            let summary = try sandbox.run("refold status --json \(store)").output
            guard let status = try? JSONDecoder().decode(Status.self, from: Data(summary.utf8)) else { return false }
            return status.projections.contains { $0.projection == projection && $0.served != nil && $0.lag == 0 }
        }
    }

    private struct Status: Decodable {
        struct Own: Decodable {
            struct Served: Decodable { var position: Int }
            var projection: String
            var served: Served?
            var lag: Int
        }
        var projections: [Own]
    }

    func wait(_ what: String, until isReached: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(120)
        while try !isReached() {
            guard ContinuousClock.now < end else { throw RefoldError(.failed, "it never came to this: \(what); said: \(log)") }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// The followed rows, and those of a rebuild into another place.
    func rows() throws -> (followed: String, rebuilt: String) {
        let followed = try refold("export payments").output
        try refold("rebuild payments --quiet --read-models sqlite:whole.db")
        return (followed, try refold("export payments --read-models sqlite:whole.db").output)
    }
}
