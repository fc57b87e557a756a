// Unsafe here: polls the socket of libpq, and asks the server to cancel.
import CLibPQ
import Foundation
import RefoldStores
import RefoldValues

/// What a connection does while the server has not answered, where somebody watches its waits.
extension PostgresConnection {
    /// How long, in milliseconds, until it is asked again whether to go on.
    private static let interval: Int32 = 100

    /// Sends a statement, waits, and gives its last result, as libpq's own call that does all three would.
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

    /// Waits until a result is there to be had, or the statement was ended: then its error will be.
    func waitForAnswer() {
        guard let watch else { return }
        var observer = Observer.none
        while !watch.isEnded, unsafe PQisBusy(handle) == 1 {
            let isReady = becomesReady(for: POLLIN)
            // Under TLS bytes may be at hand that the socket no longer tells of.
            guard unsafe PQconsumeInput(handle) == 1 else { return }
            if !isReady, !watch.mayGoOn(holders: { holders(asking: &observer) }) { cancel() }
        }
    }

    /// Sends what is waiting to be sent. A server that stands in line for a lock does not read.
    func sendWaiting() {
        guard let watch else { return }
        var observer = Observer.none
        while unsafe PQflush(handle) == 1 {
            if becomesReady(for: POLLIN | POLLOUT) {
                // It may have something to say before it reads on.
                guard unsafe PQconsumeInput(handle) == 1 else { return }
            } else if !watch.isEnded, !watch.mayGoOn(holders: { holders(asking: &observer) }) {
                cancel()
            }
        }
    }

    private func becomesReady(for events: Int32) -> Bool {
        var socket = pollfd(fd: unsafe PQsocket(handle), events: Int16(events), revents: 0)
        return unsafe poll(&socket, 1, Self.interval) != 0
    }

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
        /// The server gives none: it is not asked again during this wait, so that signals and the answer are heard.
        case refused
    }

    /// Whom the statement under way waits for; nil if it does not wait for a lock, or nobody can be asked.
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
