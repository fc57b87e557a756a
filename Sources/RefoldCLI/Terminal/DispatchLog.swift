// Unsafe here: names and values of the environment are C strings.
import Glibc

/// What Dispatch itself tells the log of the system.
enum DispatchLog {
    /// Has Dispatch tell nothing, unless the environment says otherwise: its first timer or signal asks for a priority that root alone may
    /// have, does without it, and says "Failed to set thread priority" each time. To be called before these.
    static func silence() { unsafe setenv("LIBDISPATCH_LOG", "NO", 0) }
}
