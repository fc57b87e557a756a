// Unsafe here: passes values to libpq from their place in a buffer.
import CLibPQ
import RefoldValues

extension PostgresConnection {
    /// Runs one statement, prepared on first use, whose parameters and results are in the binary format.
    ///
    /// - Throws: the error that ``PostgresFailure`` makes.
    func query(_ sql: String, binary parameters: borrowing BinaryArrays, to operation: String) throws(RefoldError) -> PostgresResult {
        do throws(PostgresFailure) {
            return try attempt(sql, binary: parameters)
        } catch {
            throw self.error(error, to: operation)
        }
    }

    /// Like ``query(_:binary:to:)``, for callers that check the SQLSTATE themselves.
    func attempt(_ sql: String, binary parameters: borrowing BinaryArrays) throws(PostgresFailure) -> PostgresResult {
        let name = try prepare(sql)
        let count = parameters.ranges.count
        let lengths = parameters.ranges.map { Int32($0.count) }
        let formats = [Int32](repeating: 1, count: count)
        let result = unsafe parameters.buffer.withBytes { (bytes) in
            // An empty value still needs an address, because a null pointer means null.
            let values: [UnsafePointer<CChar>?] = unsafe parameters.ranges.map { (range) in
                unsafe bytes.baseAddress.map { unsafe ($0 + range.lowerBound).assumingMemoryBound(to: CChar.self) }
            }
            return unsafe lastResult(
                orSending: { unsafe PQsendQueryPrepared(handle, name, Int32(count), values, lengths, formats, 1) },
                whole: { unsafe PQexecPrepared(handle, name, Int32(count), values, lengths, formats, 1) })
        }
        return try unsafe accepted(result)
    }
}
