import Foundation
import Synchronization

/// A throw-away PostgreSQL server, made by `Jobs/cluster`. Stopped and removed when the last reference is released.
///
/// Only for tests: it trusts every local user and does not wait for the disk.
public final class PostgresCluster: Sendable {
    /// The folder of data and socket.
    public let folder: String
    /// The URI of the database `postgres`.
    public let uri: String
    private let script: String
    private let number = Atomic(0)

    /// Makes a cluster in a new folder and starts it.
    ///
    /// - Parameter settings: parameters of the server: `["max_prepared_transactions=10"]`.
    /// - Throws: the output of the script if PostgreSQL is not installed or does not start.
    public init(settings: [String] = []) throws {
        script = Self.script
        folder = "/tmp/refold-cluster.\(UInt32.random(in: 0 ... .max))"
        uri = try Self.run([script, "start", folder] + Self.usual + settings)
    }

    /// Makes a standby of a running cluster in a new folder, and starts it.
    public init(standbyOf primary: PostgresCluster) throws {
        script = Self.script
        folder = "/tmp/refold-cluster.\(UInt32.random(in: 0 ... .max))"
        uri = try Self.run([script, "standby", folder, primary.folder] + Self.usual)
        // It is up before it asks the primary for what comes next.
        try Self.wait(until: "SELECT count(*) > 0 FROM pg_stat_replication WHERE state = 'streaming'", in: primary.uri)
    }

    /// Starts a cluster in a new folder, once a command has put its data there.
    ///
    /// - Parameters:
    ///   - tool: what it runs as the owner of clusters, after `as-owner`; `$1` of a shell's text is the folder.
    ///   - settings: parameters of the server.
    public init(preparedBy tool: String, settings: [String] = []) throws {
        script = Self.script
        folder = "/tmp/refold-cluster.\(UInt32.random(in: 0 ... .max))"
        _ = try Self.run([script, "as-owner", folder, "sh", "-ec", "mkdir \"$1\"\n" + tool, "sh", folder])
        uri = try Self.run([script, "start", folder] + Self.usual + settings)
    }

    /// Runs a command as the owner of the cluster, with the server's programs on its path, and returns its output.
    public func asOwner(_ command: [String]) throws -> String { try Self.run([script, "as-owner", folder] + command) }

    /// Whether this machine can make a standby: not every installation of the server includes `pg_basebackup`.
    public static var canMakeStandby: Bool {
        (try? run(["sh", "-c", "ls /usr/lib/postgresql/*/bin/pg_basebackup || command -v pg_basebackup"])) != nil
    }

    deinit { _ = try? Self.run([script, "remove", folder]) }

    private static let usual = ["fsync=off", "max_prepared_transactions=20", "max_connections=200", "shared_buffers=64MB"]

    /// The cluster that tests share: the one in the environment (`REFOLD_TEST_CLUSTER`, a URI), else one of this process.
    ///
    /// - Returns: the URI of a new, empty database on it.
    public static func newDatabase() throws -> String {
        let server = try shared.withLock { server in
            if let server { return server }
            let started: Server
            if let named = ProcessInfo.processInfo.environment["REFOLD_TEST_CLUSTER"] {
                started = Server(uri: named, cluster: nil)
            } else {
                let cluster = try PostgresCluster()
                atexit { PostgresCluster.shared.withLock { $0 = nil } }
                started = Server(uri: cluster.uri, cluster: cluster)
            }
            server = started
            return started
        }
        return try newDatabase(on: server.uri)
    }

    /// The URI of a new, empty database on this cluster.
    public func newDatabase() throws -> String { try Self.newDatabase(on: uri) }

    /// Stops the server; the data stays. Mode `immediate` simulates a crash.
    public func stop(_ mode: String = "fast") throws { _ = try Self.run([script, "stop", folder, mode]) }

    /// Starts the server again.
    public func start(settings: [String] = []) throws { _ = try Self.run([script, "start", folder] + Self.usual + settings) }

    /// Runs SQL with psql and returns its bare output.
    public static func psql(_ uri: String, _ sql: String) throws -> String {
        try run(["psql", uri, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--command", sql])
    }

    /// Runs a file of SQL with psql, each statement in a transaction of its own unless the file says otherwise.
    public static func psql(_ uri: String, file: String) throws {
        _ = try run(["psql", uri, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file])
    }

    /// Waits until no session but its own is in a database: the server may be at the last statement of one that was killed.
    ///
    /// - Throws: if that takes two minutes.
    public static func waitForSessions(in uri: String) throws {
        try wait(until: "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", in: uri)
    }

    /// Waits until a query says `t`.
    private static func wait(until query: String, in uri: String) throws {
        let end = ContinuousClock.now + .seconds(120)
        while try psql(uri, query) != "t" {
            guard ContinuousClock.now < end else { throw ClusterFailure(said: "it never came to this: \(query)") }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// The folder of the newest server's programs; nil if Debian's folders have none. Its `psql` takes a fifth of the time of the one in `/usr/bin`,
    /// which is a script that looks for it.
    public static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { Int($0) }.max().map { "\(root)/\($0)/bin" }
    }()

    private struct Server {
        var uri: String
        /// Keeps the cluster running.
        var cluster: PostgresCluster?
    }

    private static let shared = Mutex<Server?>(nil)

    private static func newDatabase(on uri: String) throws -> String {
        let name = "test_\(UInt64.random(in: 0 ... .max))"
        _ = try psql(uri, "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8'")
        return uri.replacing("///postgres?", with: "///\(name)?")
    }

    /// `Jobs/cluster` of this project.
    private static var script: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Jobs/cluster").standardizedFileURL.path
    }

    private static func run(_ command: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = [programs, environment["PATH"]].compactMap { $0 }.joined(separator: ":")
        process.environment = environment
        // A file, not a pipe: a server started by a script keeps the script's outputs open.
        let output = URL(filePath: NSTemporaryDirectory()).appending(path: "refold-output.\(UInt64.random(in: 0 ... .max))")
        guard FileManager.default.createFile(atPath: output.path, contents: nil) else { throw ClusterFailure(said: "no file at \(output.path)") }
        defer { try? FileManager.default.removeItem(at: output) }
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.runToEnd()
        let said = try String(decoding: Data(contentsOf: output), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard process.terminationStatus == 0 else { throw ClusterFailure(said: said) }
        return said
    }
}

/// The output of a failed command.
public struct ClusterFailure: Error, CustomStringConvertible {
    let said: String

    public var description: String { said }
}
