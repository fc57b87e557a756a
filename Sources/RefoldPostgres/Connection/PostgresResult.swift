// Unsafe here: reads values in libpq's memory, which is valid while the result is retained.
import CLibPQ
import RefoldValues

/// The rows of a statement's result, as texts.
@safe
public final class PostgresResult {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) { unsafe self.result = result }

    deinit { unsafe PQclear(result) }

    /// How many rows there are.
    public var count: Int { Int(unsafe PQntuples(result)) }

    /// How many columns there are.
    var columnCount: Int { Int(unsafe PQnfields(result)) }

    /// The name of a column, and the OID of its type; for a domain, of the type it is made of.
    func column(_ column: Int) -> (name: String, type: UInt32) {
        let name = unsafe PQfname(result, Int32(column)).map { unsafe String(cString: $0) } ?? ""
        return (name, unsafe PQftype(result, Int32(column)))
    }

    /// How many rows the statement changed.
    public var changes: Int64 { unsafe Int64(String(cString: PQcmdTuples(result))) ?? 0 }

    public func isNull(_ row: Int, _ column: Int) -> Bool { unsafe PQgetisnull(result, Int32(row), Int32(column)) != 0 }

    /// The text of a value; empty for null.
    public func text(_ row: Int, _ column: Int) -> String {
        guard let value = unsafe PQgetvalue(result, Int32(row), Int32(column)) else { return "" }
        let length = Int(unsafe PQgetlength(result, Int32(row), Int32(column)))
        return unsafe String(decoding: UnsafeRawBufferPointer(start: value, count: length), as: UTF8.self)
    }

    /// The text of a value; nil for null.
    public func optional(_ row: Int, _ column: Int) -> String? { isNull(row, column) ? nil : text(row, column) }

    /// Values of a row as texts, nil for null.
    func texts(_ row: Int, _ columns: Range<Int>) -> [String?] { columns.map { optional(row, $0) } }

    /// A whole number; 0 for null and for anything else.
    public func integer(_ row: Int, _ column: Int) -> Int64 { Int64(text(row, column)) ?? 0 }

    /// A `timestamptz`; nil for null, for anything else, and outside the years 1 to 9999.
    public func time(_ row: Int, _ column: Int) -> Timestamp? { PostgresEventTime.read(text(row, column)) }

    /// A boolean; false for null.
    public func boolean(_ row: Int, _ column: Int) -> Bool { text(row, column) == "t" }

    /// The bytes of a value as received, in binary format if that was requested; valid while the result is retained.
    @unsafe
    func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(
            start: PQgetvalue(result, Int32(row), Int32(column)), count: Int(PQgetlength(result, Int32(row), Int32(column))))
    }
}
