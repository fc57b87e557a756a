// Unsafe here: polls the socket of libpq, and asks the server to cancel.
import CLibPQ
import FoundationEssentials
import Glibc
import RefoldStores
import RefoldValues

/// Waiting for the server's answer on a connection whose waits are watched.
extension PostgresConnection {
    /// The interval, in milliseconds, at which it is checked whether to go on.
    private static let interval: Int32 = 100

    /// Sends a statement, waits, and returns its last result, as the libpq function that does all three.
    func lastResult(orSending send: () -> Int32, whole: () -> OpaquePointer?) -> OpaquePointer? {
        guard let watch else { return unsafe whole() }
        watch.begin()
        guard send() == 1 else { return nil }
        var last: OpaquePointer?
        while true {
            waitForAnswer()
            guard let next = unsafe PQgetResult(handle) else { return unsafe last }
            unsafe PQclear(last)
            unsafe last = next
            switch unsafe PQresultStatus(next) {
            case PGRES_COPY_IN, PGRES_COPY_OUT: return unsafe last
            default: if isLost { return unsafe last }
            }
        }
    }

    /// Waits until there is a result, or the statement was ended and its error is the result.
    func waitForAnswer() {
        guard let watch else { return }
        var observer = Observer.none
        while !watch.isEnded, unsafe PQisBusy(handle) == 1 {
            let isReady = becomesReady(for: POLLIN)
            // With TLS, bytes may be buffered that the socket no longer reports.
            guard unsafe PQconsumeInput(handle) == 1 else { return }
            if !isReady, !watch.mayGoOn(holders: { holders(asking: &observer) }) { cancel() }
        }
    }

    /// Sends what is buffered. A server that waits for a lock does not read.
    func sendWaiting() {
        guard let watch else { return }
        var observer = Observer.none
        while unsafe PQflush(handle) == 1 {
            if becomesReady(for: POLLIN | POLLOUT) {
                // The server may have to send something before it reads on.
                guard unsafe PQconsumeInput(handle) == 1 else { return }
            } else if !watch.isEnded, !watch.mayGoOn(holders: { holders(asking: &observer) }) {
                cancel()
            }
        }
    }

    private func becomesReady(for events: Int32, within milliseconds: Int32 = interval) -> Bool {
        var socket = pollfd(fd: unsafe PQsocket(handle), events: Int16(events), revents: 0)
        return unsafe poll(&socket, 1, milliseconds) != 0
    }

    /// Whether a connection that nobody uses has been lost: a server that has nothing to answer sends only why it ends it.
    var isLostWhileIdle: Bool { isLost || becomesReady(for: POLLIN, within: 0) }

    private func cancel() {
        guard let request = unsafe PQgetCancel(handle) else { return }
        var message = [CChar](repeating: 0, count: 256)
        _ = unsafe PQcancel(request, &message, Int32(message.count))
        unsafe PQfreeCancel(request)
    }

    /// A second connection that sees whom this one waits for.
    private enum Observer {
        case none
        case connected(PostgresConnection)
        /// The server refuses it. It is not tried again during this wait, so that signals and the answer are noticed.
        case refused
    }

    /// Whom the present statement waits for; nil if it does not wait for a lock, or if this cannot be found out.
    private func holders(asking observer: inout Observer) -> [BoundHolder]? {
        do throws(RefoldError) {
            let asked: PostgresConnection
            switch observer {
            case .none: asked = try PostgresConnection(location, readsOnly: true)
            case .connected(let connection): asked = connection
            case .refused: return nil
            }
            observer = .connected(asked)
            return try PostgresWriters.blocking(processNumber, on: asked)
        } catch {
            observer = .refused
            return nil
        }
    }
}
