import Foundation

/// The privileges of the user who runs the tests.
enum Privileges {
    /// Whether a file system of limited size can be mounted that only one command sees.
    static let canMount = succeeds("unshare -m mount -t tmpfs -o size=1m none /mnt")

    /// Whether a command can be run as a user who owns nothing but can execute the built program.
    static let canStepDown: Bool = {
        guard let sandbox = try? Sandbox(), let run = try? sandbox.run("\(asNobody) refold --version") else { return false }
        return run.status == 0
    }()

    /// A prefix that runs a command as a user who owns nothing.
    static let asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"

    private static func succeeds(_ command: String) -> Bool {
        guard let sandbox = try? Sandbox(), let run = try? sandbox.run(command) else { return false }
        return run.status == 0
    }
}
