/// How long a switch waits for readers, and readers for a switch.
struct SwitchPolicy: Hashable, Sendable {
    /// How long a switch waits for a lock, in milliseconds: readers that arrive meanwhile queue after it.
    var lockTimeout = 1000
    /// How many times it tries before it gives up.
    var attempts = 30
    /// How long it lets readers pass between two attempts, in milliseconds.
    var pause = 1000

    /// The longest time that a switch can wait.
    var limit: Duration { .milliseconds(attempts * lockTimeout + (attempts - 1) * pause) }
}
