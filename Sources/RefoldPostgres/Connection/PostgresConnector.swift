// Unsafe here: the handle, the socket and the C strings of libpq.
import CLibPQ
import FoundationEssentials
import Glibc
import RefoldValues

/// Opens a connection step by step, so that the server's notices are not printed and the wait can be ended.
///
/// The libpq function that connects in one call prints notices to standard error, because a handler can be set only afterwards.
struct PostgresConnector {
    let location: PostgresLocation
    /// Called several times a second; true ends the attempt.
    let isCancelled: (() -> Bool)?

    private enum Outcome {
        case connected
        case failed
        /// While the two sides agreed on encryption: a certificate, or a side that does not encrypt.
        case failedInTLS
        case overdue
    }

    /// Identifies an attempt: libpq goes from address to address and from host to host.
    private struct Address: Hashable {
        var host: String
        var address: String
        var port: String
    }

    /// - Returns: an open connection, to be released with `PQfinish`.
    /// - Throws: `.failed` if no host answers in time or all refuse; `.incomplete` if the attempt was ended.
    func connect() throws(RefoldError) -> OpaquePointer {
        var words: [(String, String?)] = [
            ("fallback_application_name", "refold"),
            // A server that vanished without a word is noticed within a minute and a half, also by a session that only listens.
            ("keepalives_idle", "60"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("dbname", location.connectionString), ("client_encoding", "UTF8"),
        ]
        if ProcessInfo.processInfo.environment["PGCONNECT_TIMEOUT"] == nil { words.insert(("connect_timeout", "30"), at: 0) }
        while true {
            let started = unsafe Self.withCStrings(words.map { $0.0 } + [nil]) { (keywords) in
                unsafe Self.withCStrings(words.map { $0.1 } + [nil]) { (values) in unsafe PQconnectStartParams(keywords, values, 1) }
            }
            guard let handle = unsafe started else {
                throw RefoldError(.failed, "there is not enough memory for a connection", at: .named(location.name))
            }
            _ = unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
            // So that the text of a failure has its SQLSTATE, which libpq gives in no other way before there is a connection.
            _ = unsafe PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
            var isDone = false
            defer { if !isDone { unsafe PQfinish(handle) } }
            switch try unsafe complete(handle) {
            case .connected:
                isDone = true
                _ = unsafe PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
                return unsafe handle
            case .failed: throw unsafe failure(of: handle, isInTLS: false)
            case .failedInTLS: throw unsafe failure(of: handle, isInTLS: true)
            case .overdue:
                guard let others = unsafe Self.otherHosts(than: Self.address(of: handle), in: handle) else { throw overdue }
                words = words.filter { word in !others.contains { $0.0 == word.0 } } + others.map { ($0.0, $0.1) }
            }
        }
    }

    // MARK: One attempt

    private func complete(_ handle: OpaquePointer) throws(RefoldError) -> Outcome {
        let limit = unsafe Self.limit(of: handle)
        var wanted = PGRES_POLLING_WRITING
        var address = unsafe Self.address(of: handle)
        var began = ContinuousClock.now
        var given: Set<Address> = []
        while true {
            guard unsafe PQstatus(handle) != CONNECTION_BAD else { return given.isEmpty ? .failed : .overdue }
            var socket = pollfd(
                fd: unsafe PQsocket(handle), events: Int16(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
            if unsafe poll(&socket, 1, 100) <= 0 {
                if isCancelled?() == true {
                    throw RefoldError(
                        .incomplete, "interrupted before the server answered; nothing was done", at: .named(location.name),
                        remedy: "run the command again")
                }
                guard let limit, began.duration(to: .now) >= limit else { continue }
                // An address that was not reached in time is skipped, and libpq tries the next one.
                guard unsafe PQstatus(handle) == CONNECTION_STARTED, given.insert(address).inserted else { return .overdue }
                _ = shutdown(socket.fd, Int32(SHUT_RDWR))
                began = .now
            }
            let isInTLS = unsafe PQstatus(handle) == CONNECTION_SSL_STARTUP
            wanted = unsafe PQconnectPoll(handle)
            if wanted == PGRES_POLLING_OK { return .connected }
            if wanted == PGRES_POLLING_FAILED { return given.contains(address) ? .overdue : isInTLS ? .failedInTLS : .failed }
            let now = unsafe Self.address(of: handle)
            if now != address { (address, began) = (now, .now) }
        }
    }

    private static func address(of handle: OpaquePointer) -> Address {
        func text(_ said: UnsafeMutablePointer<CChar>?) -> String { unsafe said.map { unsafe String(cString: $0) } ?? "" }
        return unsafe Address(host: text(PQhost(handle)), address: text(PQhostaddr(handle)), port: text(PQport(handle)))
    }

    /// A connection option in effect: from the text, the environment, a service file, or libpq's default.
    private static func option(_ name: String, of handle: OpaquePointer) -> String? {
        guard let options = unsafe PQconninfo(handle) else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var (option, found) = (unsafe options, String?.none)
        while let keyword = unsafe option.pointee.keyword {
            if unsafe strcmp(keyword, name) == 0 { found = unsafe option.pointee.val.map { unsafe String(cString: $0) } }
            if unsafe strstr(keyword, "password") != nil { unsafe refold_wipe(option.pointee.val) }
            unsafe option += 1
        }
        return found
    }

    /// How long each host may take; nil for no limit.
    private static func limit(of handle: OpaquePointer) -> Duration? {
        guard let seconds = unsafe option("connect_timeout", of: handle).flatMap({ Int($0.filter { !$0.isWhitespace }) }), seconds > 0
        else { return nil }
        // The same minimum as libpq.
        return .seconds(max(seconds, 2))
    }

    /// The hosts except the one that took too long; nil if there is no other.
    private static func otherHosts(than slow: Address, in handle: OpaquePointer) -> [(String, String)]? {
        var lists: [(name: String, values: [String])] = []
        for name in ["host", "hostaddr", "port"] {
            guard let text = unsafe option(name, of: handle), !text.isEmpty else { continue }
            lists.append((name, text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
        }
        func value(_ name: String, _ index: Int) -> String? {
            guard let values = lists.first(where: { $0.name == name })?.values else { return nil }
            return values.count == 1 ? values[0] : index < values.count ? values[index] : nil
        }
        let count = lists.filter { $0.name != "port" }.map(\.values.count).max() ?? 1
        let place = (0..<count).first { index in
            let port = value("port", index) ?? ""
            return [value("host", index), value("hostaddr", index)].contains(slow.host) && (port.isEmpty || port == slow.port)
        }
        guard count > 1, let place else { return nil }
        return lists.map { name, values in
            var rest = values
            if values.count == count { rest.remove(at: place) }
            return (name, rest.joined(separator: ","))
        }
    }

    // MARK: Texts

    /// Calls `body` with texts as C strings, nil as a null pointer, and overwrites them afterwards because one may be a password.
    static func withCStrings<Result>(_ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        let copies: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { (text) in
            guard let text else { return nil }
            return unsafe strdup(text)
        }
        defer {
            for unsafe copy in unsafe copies {
                unsafe refold_wipe(copy)
                unsafe free(copy)
            }
        }
        let lent: [UnsafePointer<CChar>?] = unsafe copies.map { (copy) in unsafe UnsafePointer(copy) }
        return unsafe lent.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }

    // MARK: Errors

    private var overdue: RefoldError {
        var error = RefoldError(
            .failed, "cannot connect: the server did not answer within connect_timeout", at: .named(location.name), remedy: ConnectionRefusal.remedy)
        error.isOfConnection = true
        return error
    }

    /// - Parameter isInTLS: whether it failed while the two sides agreed on encryption.
    private func failure(of handle: OpaquePointer, isInTLS: Bool) -> RefoldError {
        let wantsPassword = unsafe PQconnectionNeedsPassword(handle) != 0
        let refusal = ConnectionRefusal(
            said: unsafe String(cString: PQerrorMessage(handle)), isInTLS: isInTLS, mode: unsafe Self.option("sslmode", of: handle),
            wantsPassword: wantsPassword,
            passwordFile: unsafe Self.option("passfile", of: handle), rootCertificate: unsafe Self.option("sslrootcert", of: handle))
        return refusal.error(at: location.name)
    }
}
