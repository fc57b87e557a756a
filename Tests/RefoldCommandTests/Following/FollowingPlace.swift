import Foundation
import RefoldTesting
import RefoldValues

/// A store on one of the two databases that the built program follows in the background.
final class FollowingPlace {
    /// A program that follows. A shell beside it keeps what it ended with.
    struct Follower {
        let number: Int
        let process: pid_t
    }

    let sandbox: Sandbox
    /// The flag and its value.
    let store: String
    private var followers: [Follower] = []

    init(_ database: String) throws {
        sandbox = try Sandbox()
        store = database == "SQLite" ? "--store sqlite:events.db" : "--store '\(try PostgresCluster.newDatabase())'"
    }

    /// On a server of one's own.
    init(uri: String) throws {
        sandbox = try Sandbox()
        store = "--store '\(uri)'"
    }

    deinit { for follower in followers where status(of: follower) == nil { kill(follower.process, SIGKILL) } }

    /// Runs a command with the store named.
    @discardableResult
    func refold(_ words: String, status: Set<Int32> = [0]) throws -> (output: String, error: String) {
        let run = try sandbox.run("refold \(words) \(store)")
        guard status.contains(run.status) else { throw RefoldError(.failed, "\(words) ended with \(run.status): \(run.error)") }
        return (run.output, run.error)
    }

    /// Begins to follow.
    func follow(_ words: String = "payments --interval 20ms") throws -> Follower {
        let number = followers.count + 1
        // Without what this process has open: a `Process` of another test takes its program to have ended once nobody holds its socket any
        // more. The deadline ends what a killed test leaves behind.
        let script = """
            for file in /proc/self/fd/*; do number=${file##*/}; [ $number -gt 2 ] && eval "exec $number>&-"; done
            refold catch-up --follow \(words) --deadline 10m "$@" & echo $! > follow-\(number).pid; wait $!; echo $? > follow-\(number).status
            """
        try sandbox.write([script], to: "follow-\(number).sh")
        let run = try sandbox.run("bash follow-\(number).sh \(store) < /dev/null > /dev/null 2> follow-\(number).log &")
        guard run.status == 0 else { throw RefoldError(.failed, run.error) }
        var process: pid_t?
        try wait("the follower has begun") {
            process = text("follow-\(number).pid").flatMap { pid_t($0) }
            return process != nil
        }
        let follower = Follower(number: number, process: process ?? 0)
        followers.append(follower)
        return follower
    }

    /// What the follower begun last has said.
    var log: [String] { (text("follow-\(followers.count).log") ?? "").split(separator: "\n").map(String.init) }

    /// What a follower ended with, 128 more than a signal; nil while it runs.
    func status(of follower: Follower) -> Int32? { text("follow-\(follower.number).status").flatMap { Int32($0) } }

    /// Sends a signal to a follower and waits until it has ended.
    ///
    /// - Returns: as ``status(of:)``.
    func end(_ follower: Follower, by signal: Int32 = SIGTERM) throws -> Int32 {
        kill(follower.process, signal)
        var status: Int32?
        try wait("the follower has ended") {
            status = self.status(of: follower)
            return status != nil
        }
        return status ?? -1
    }

    private func text(_ name: String) -> String? {
        sandbox.bytes(name).map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }.flatMap { $0.isEmpty ? nil : $0 }
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
