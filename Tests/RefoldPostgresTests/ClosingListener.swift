// Unsafe here: functions of the C library for sockets.
import Dispatch
import Glibc
import RefoldValues

/// A port that takes every connection and closes it at once, as a proxy does whose server is down.
final class ClosingListener: Sendable {
    let port: UInt16
    private let socket: Int32

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listening, taken) = (socket, size)
        port = try unsafe withUnsafeMutablePointer(to: &address) { pointer in
            try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                guard unsafe bind(listening, general, taken) == 0, listen(listening, 5) == 0, unsafe getsockname(listening, general, &size) == 0 else {
                    throw SystemFailure.last
                }
            }
            return unsafe UInt16(bigEndian: pointer.pointee.sin_port)
        }
        DispatchQueue(label: "closing listener").async {
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0 else { return }
                close(connection)
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }
}
