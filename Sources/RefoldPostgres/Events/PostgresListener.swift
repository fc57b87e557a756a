// Unsafe here: polls the socket of libpq, and takes notifications out of its memory.
import CLibPQ
import Dispatch
import FoundationEssentials
import Glibc
import RefoldStores
import RefoldValues
import Synchronization

/// A session that listens for announced events on a thread of its own. It sends nothing: the thread sleeps until the server does.
final class PostgresListener: @unchecked Sendable {
    private enum State {
        case listening
        case ending
        case lost
    }

    /// Used by the one thread, after it was started.
    private let connection: PostgresConnection
    private let signal: WakeSignal
    private let accepted: Set<String>?
    private let state = Mutex(State.listening)

    /// - Parameters:
    ///   - connection: a session that is listening already.
    ///   - accepted: which announcements count, by what was sent with them; nil for all.
    init(_ connection: PostgresConnection, accepting accepted: Set<String>?, waking signal: WakeSignal) {
        self.connection = connection
        self.accepted = accepted
        self.signal = signal
        DispatchQueue(label: "refold.listener").async { [self] in listen() }
    }

    var isLost: Bool { state.withLock { $0 == .lost } }

    /// Ends it soon.
    func end() {
        state.withLock { state in
            guard state == .listening else { return }
            state = .ending
            // Wakes the thread. The socket is open: it is closed only while the lock is held, or later.
            _ = shutdown(unsafe PQsocket(connection.handle), Int32(SHUT_RDWR))
        }
    }

    private func listen() {
        while takeNotifications() {
            var socket = pollfd(fd: unsafe PQsocket(connection.handle), events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&socket, 1, -1)
        }
    }

    /// - Returns: whether to go on.
    private func takeNotifications() -> Bool {
        let goesOn = state.withLock { state in
            guard state == .listening else { return false }
            if unsafe PQconsumeInput(connection.handle) == 1, !connection.isLost { return true }
            state = .lost
            return false
        }
        var isAnnounced = false
        while let notification = unsafe PQnotifies(connection.handle) {
            let text = unsafe String(cString: notification.pointee.extra)
            isAnnounced = isAnnounced || accepted?.contains(text) ?? true
            unsafe PQfreemem(notification)
        }
        if isAnnounced || !goesOn { signal.wake() }
        return goesOn
    }
}
