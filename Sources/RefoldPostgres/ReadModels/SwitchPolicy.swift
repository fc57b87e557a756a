/// How long a switch waits for readers, and how long readers can wait for it.
struct SwitchPolicy: Hashable, Sendable {
    /// The longest that a switch stands in line for a lock, in milliseconds: readers that come meanwhile stand behind it.
    var lockTimeout = 1000
    /// How many times it stands in line before it gives up.
    var attempts = 30
    /// How long it lets readers pass in between, in milliseconds.
    var pause = 1000

    /// How long a switch waits at most.
    var limit: Duration { .milliseconds(attempts * lockTimeout + (attempts - 1) * pause) }
}
