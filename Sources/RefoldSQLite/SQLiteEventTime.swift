import RefoldStores
import RefoldValues

/// Times in the store's columns: RFC 3339 text, and with ``StoreTimes/utc`` the forms that SQLite's own functions write.
enum SQLiteEventTime {
    /// The columns that identify the event in a message.
    struct Columns {
        var position: Int32
        var stream: Int32
        var type: Int32
    }

    /// Reads a time.
    ///
    /// - Throws: `.failed` for a text that is none, at the event of the row.
    @inline(__always)
    static func read(
        _ row: SQLiteStatement, column: Int32, named name: String, of event: Columns, _ times: StoreTimes
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
        case .failure(let error): return try other(row, column: column, named: name, of: event, times, error)
        }
    }

    /// Reads what is not RFC 3339.
    @inline(never)
    private static func other(
        _ row: SQLiteStatement, column: Int32, named name: String, of event: Columns, _ times: StoreTimes, _ error: TimeError
    ) throws(RefoldError) -> Timestamp {
        let reading = row.withBytes(column) { bytes -> Result<Timestamp, TimeError> in
            do throws(TimeError) {
                return .success(bytes.count == 10 ? Timestamp(startOfUTCDay: try CalendarDate(bytes)) : try Timestamp(local: bytes, in: .utc))
            } catch {
                return .failure(error)
            }
        }
        let place = Place.event(position: row.integer(event.position), stream: row.text(event.stream), type: row.text(event.type))
        switch (reading, times) {
        case (.success(let time), .utc): return time
        case (.success, .refuse):
            throw RefoldError(
                .failed, "\(name) cannot be read: the time states no zone", at: place, expected: error.expected,
                remedy: "add --store-times utc, or storeTimes: \"utc\" to refold.json5, if such times are in UTC")
        case (.failure(let other), _):
            let isOfForm = other != .notALocalTime && other != .notADate
            let (what, expected) = times == .utc && isOfForm ? (other, other.expected) : (error, error.expected)
            throw RefoldError(
                .failed, "\(name) cannot be read: \(what)", at: place,
                expected: times == .utc && !isOfForm ? "\(expected), or in UTC like 2024-03-01 09:30:00" : expected,
                remedy: "find out which time is meant, and read a copy of the store that has it; a stored event is never changed")
        }
    }
}
