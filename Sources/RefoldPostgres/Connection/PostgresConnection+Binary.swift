// Unsafe here: hands libpq values where they lie in a buffer.
import CLibPQ
import RefoldCore

extension PostgresConnection {
    /// Runs one statement, prepared on first use, whose parameters and results are in the binary format.
    ///
    /// - Throws: what ``PostgresFailure`` makes of the server's words.
    func query(_ sql: String, binary parameters: borrowing BinaryArrays, to deed: String) throws(RefoldError) -> PostgresResult {
        do throws(PostgresFailure) {
            let name = try prepare(sql)
            let count = parameters.ranges.count
            let lengths = parameters.ranges.map { Int32($0.count) }
            let formats = [Int32](repeating: 1, count: count)
            let result = unsafe parameters.buffer.withBytes { (bytes) in
                let values: [UnsafePointer<CChar>?] = unsafe parameters.ranges.map { (range) in
                    unsafe UnsafeRawBufferPointer(rebasing: bytes[range]).baseAddress?.assumingMemoryBound(to: CChar.self)
                }
                return unsafe PQexecPrepared(handle, name, Int32(count), values, lengths, formats, 1)
            }
            return try unsafe accepted(result)
        } catch {
            throw error.error(at: location.name, deed: deed)
        }
    }
}
