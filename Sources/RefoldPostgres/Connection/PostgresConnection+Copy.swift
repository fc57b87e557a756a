// Unsafe here: hands bytes of libpq on, and to it.
import CLibPQ
import RefoldValues

/// COPY in both directions.
extension PostgresConnection {
    /// Begins `COPY … TO STDOUT` or `COPY … FROM STDIN`.
    func beginCopy(_ sql: String, to operation: String) throws(RefoldError) {
        try execute(sql, to: operation)
    }

    /// Calls `body` with the next piece of a running `COPY … TO STDOUT`: one row in binary format; the first is preceded by a header.
    ///
    /// - Returns: nil at the end.
    func nextCopied<Result>(
        to operation: String, _ body: (UnsafeRawBufferPointer) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result? {
        var piece: UnsafeMutablePointer<CChar>?
        let length = unsafe PQgetCopyData(handle, &piece, 0)
        defer { unsafe PQfreemem(piece) }
        if length > 0 { return try unsafe body(UnsafeRawBufferPointer(start: piece, count: Int(length))) }
        guard length == -1 else { throw failure(operation: operation) }
        while let result = unsafe PQgetResult(handle) { _ = try unsafe finished(result, operation: operation) }
        return nil
    }

    /// Ends a running `COPY … TO STDOUT` and forgets what it gives: so that the session can go on after a failure in between.
    func endCopyOut() {
        if let cancel = unsafe PQgetCancel(handle) {
            var reason = [CChar](repeating: 0, count: 256)
            _ = unsafe PQcancel(cancel, &reason, 256)
            unsafe PQfreeCancel(cancel)
        }
        var piece: UnsafeMutablePointer<CChar>?
        while unsafe PQgetCopyData(handle, &piece, 0) > 0 { unsafe PQfreemem(piece) }
        while let result = unsafe PQgetResult(handle) { unsafe PQclear(result) }
    }

    /// Sends bytes of a running `COPY … FROM STDIN`; they need not be whole rows.
    func sendCopied(_ bytes: UnsafeRawBufferPointer, to operation: String) throws(RefoldError) {
        var rest = unsafe bytes
        if watch != nil { _ = unsafe PQsetnonblocking(handle, 1) }
        defer { if watch != nil { _ = unsafe PQsetnonblocking(handle, 0) } }
        while rest.count > 0 {
            let part = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 20))
            guard unsafe PQputCopyData(handle, part.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(part.count)) == 1 else {
                throw failure(operation: operation)
            }
            sendWaiting()
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
        }
    }

    /// Ends a running `COPY … FROM STDIN`.
    ///
    /// - Returns: how many rows the server took.
    @discardableResult
    func endCopyIn(to operation: String) throws(RefoldError) -> Int64 {
        guard unsafe PQputCopyEnd(handle, nil) == 1 else { throw failure(operation: operation) }
        var count: Int64 = 0
        var first: RefoldError?
        waitForAnswer()
        while let result = unsafe PQgetResult(handle) {
            do throws(RefoldError) {
                count = try unsafe finished(result, operation: operation).changes
            } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
        return count
    }
}
