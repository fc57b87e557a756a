// Unsafe here: reads a number in libpq's memory.

import RefoldCore
import RefoldValues

/// Times of the store, which must lie in the years 1 to 9999: PostgreSQL has more, and infinity.
enum PostgresEventTime {
    /// Reads a binary `timestamptz`; nil if Refold cannot represent it.
    @inline(__always)
    static func read(_ field: UnsafeRawBufferPointer) -> Timestamp? {
        guard field.count == 8 else { return nil }
        let (value, overflow) = unsafe Int64(bigEndian: field.loadUnaligned(as: Int64.self)).addingReportingOverflow(BinaryEpoch.microseconds)
        return overflow ? nil : Timestamp(microseconds: value)
    }

    /// Reads the text of a `timestamptz` in a session with style ISO and zone UTC: `2024-03-01 09:30:00.5+00`.
    static func read(_ text: String) -> Timestamp? {
        guard text.hasSuffix("+00") else { return nil }
        return Timestamp(text.dropLast(3).replacing(" ", with: "T") + "Z")
    }

    /// The error for an event whose time cannot be read.
    static func unreadable(_ column: String, position: Position, stream: String, type: String) -> RefoldError {
        RefoldError(
            .failed, "\(column) cannot be read: it is beyond the calendar", at: .event(position: position, stream: stream, type: type),
            expected: "a time in the years 1 to 9999", remedy: "give a view event_store in which it is the time that is meant, or read a copy of the store that has it")
    }
}
