import Foundation

/// What the user who runs the tests may do beyond most users.
enum Privileges {
    /// Whether a file system of a size of its own can be mounted, where only one command sees it.
    static let canMount = succeeds("unshare -m mount -t tmpfs -o size=1m none /mnt")

    /// Whether a command can be run as somebody who owns nothing, and finds the built program.
    static let canStepDown: Bool = {
        guard let sandbox = try? Sandbox(), let run = try? sandbox.run("\(asNobody) refold --version") else { return false }
        return run.status == 0
    }()

    /// Put before a command, runs it as a user who owns nothing.
    static let asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"

    private static func succeeds(_ command: String) -> Bool {
        guard let sandbox = try? Sandbox(), let run = try? sandbox.run(command) else { return false }
        return run.status == 0
    }
}
