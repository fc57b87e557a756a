import RefoldValues

/// Times in the store's columns, which are RFC 3339 text.
enum SQLiteEventTime {
    /// Reads a time; the other parameters are the columns that identify the event in a message.
    @inline(__always)
    static func read(
        _ row: SQLiteStatement, column: Int32, named name: String, position: Int32, stream: Int32, type: Int32
    ) throws(RefoldError) -> Timestamp {
        let reading = row.withBytes(column) { bytes -> Result<Timestamp, TimeError> in
            do throws(TimeError) {
                return .success(try Timestamp(bytes, in: bytes.indices))
            } catch {
                return .failure(error)
            }
        }
        switch reading {
        case .success(let time): return time
        case .failure(let error):
            throw RefoldError(
                .failed, "\(name) cannot be read: \(error)",
                at: .event(position: row.integer(position), stream: row.text(stream), type: row.text(type)), expected: error.expected,
                remedy: "correct this row of the store")
        }
    }
}
