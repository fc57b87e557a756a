// Unsafe here: see SQLiteConnection.swift.
import CSQLite
import RefoldValues

extension SQLiteStatement {
    // MARK: Parameters, counted from 1

    /// Binds an integer.
    public func bind(_ parameter: Int32, _ value: Int64) throws(RefoldError) {
        try check(unsafe sqlite3_bind_int64(handle, parameter, value))
    }

    /// Binds a copy of a text.
    public func bind(_ parameter: Int32, _ text: String) throws(RefoldError) {
        try bind(parameter, copying: text.utf8.span)
    }

    /// Binds a copy of a text's UTF-8.
    public func bind(_ parameter: Int32, copying text: Span<UInt8>) throws(RefoldError) {
        try check(unsafe text.withUnsafeBytes { unsafe bindText(parameter, $0, Self.copied) })
    }

    /// Binds copies of texts, or nulls, to the first parameters.
    func bind(_ texts: [String?]) throws(RefoldError) {
        for (index, text) in texts.enumerated() {
            if let text { try bind(Int32(index + 1), text) } else { try bindNull(Int32(index + 1)) }
        }
    }

    /// Binds a copy of bytes.
    func bind(_ parameter: Int32, blob bytes: [UInt8]) throws(RefoldError) {
        try check(
            unsafe bytes.withUnsafeBytes { buffer in
                guard let start = buffer.baseAddress else { return unsafe sqlite3_bind_zeroblob(handle, parameter, 0) }
                return unsafe sqlite3_bind_blob64(handle, parameter, start, UInt64(buffer.count), Self.copied)
            })
    }

    /// Binds null.
    public func bindNull(_ parameter: Int32) throws(RefoldError) {
        try check(unsafe sqlite3_bind_null(handle, parameter))
    }

    /// Binds a text in place: its memory must stay valid and unchanged until the statement is stepped to its end or reset.
    @unsafe
    public func bind(_ parameter: Int32, borrowing text: UnsafeRawBufferPointer) throws(RefoldError) {
        try check(unsafe bindText(parameter, text, nil))
    }

    private func bindText(_ parameter: Int32, _ text: UnsafeRawBufferPointer, _ keeping: sqlite3_destructor_type?) -> Int32 {
        // A null pointer would bind null.
        guard let start = text.baseAddress else {
            return unsafe sqlite3_bind_text64(handle, parameter, "", 0, Self.copied, UInt8(SQLITE_UTF8))
        }
        return unsafe sqlite3_bind_text64(
            handle, parameter, start.assumingMemoryBound(to: CChar.self), UInt64(text.count), keeping, UInt8(SQLITE_UTF8))
    }

    private func check(_ code: Int32) throws(RefoldError) {
        guard code == SQLITE_OK else { throw connection.failure(code, operation: "use the database") }
    }

    /// Makes SQLite copy the bytes; the header defines it by a cast that Swift does not import.
    private static var copied: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    // MARK: Columns of the present row, counted from 0

    /// A column as an integer; 0 if it is null or text that is not a number.
    @inline(__always)
    public func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

    /// Whether a column is null.
    public func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// Whether a column holds an integer, and not text, a blob, a fraction or null.
    public func isInteger(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_INTEGER }

    /// A column as UTF-8 in SQLite's memory, valid until the next step or reset. Empty if it is null.
    ///
    /// Reads text and length from one value object instead of two column functions; SQLite allows this within one thread.
    @unsafe @inline(__always)
    public func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let value = unsafe sqlite3_column_value(handle, column)
        let start = unsafe sqlite3_value_text(value)
        return unsafe UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    /// A column as the bytes of its text, as in ``bytes(_:)``; nil if it holds a number, a blob or null.
    @unsafe @inline(__always)
    func textBytes(_ column: Int32) -> UnsafeRawBufferPointer? {
        let value = unsafe sqlite3_column_value(handle, column)
        guard unsafe sqlite3_value_type(value) == SQLITE_TEXT else { return nil }
        let start = unsafe sqlite3_value_text(value)
        return unsafe UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    /// A column of bytes in SQLite's memory, valid until the next step or reset; nil if it holds something else.
    @unsafe
    func blobBytes(_ column: Int32) -> UnsafeRawBufferPointer? {
        guard unsafe sqlite3_column_type(handle, column) == SQLITE_BLOB else { return nil }
        let start = unsafe sqlite3_column_blob(handle, column)
        return unsafe UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// The names of all columns.
    var columnNames: [String] {
        (0..<(unsafe sqlite3_column_count(handle))).map { column in
            unsafe sqlite3_column_name(handle, column).map { unsafe String(cString: $0) } ?? ""
        }
    }

    /// A copy of a column of bytes; nil if it holds something else.
    func blob(_ column: Int32) -> [UInt8]? {
        guard unsafe sqlite3_column_type(handle, column) == SQLITE_BLOB else { return nil }
        let start = unsafe sqlite3_column_blob(handle, column)
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// The kind of value in a column, with an article, for messages.
    func kind(_ column: Int32) -> String {
        switch unsafe sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: "a whole number"
        case SQLITE_FLOAT: "a fraction"
        case SQLITE_TEXT: "a text"
        case SQLITE_BLOB: "a blob"
        default: "null"
        }
    }

    /// Whether the surrogates of a text are paired. Call it in a UTF-16 database before reading the text in any other form, since SQLite
    /// replaces unpaired ones by other characters.
    func hasPairedSurrogates(_ column: Int32) -> Bool {
        let value = unsafe sqlite3_column_value(handle, column)
        guard unsafe sqlite3_value_type(value) == SQLITE_TEXT, let start = unsafe sqlite3_value_text16(value) else { return true }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes16(value)))
        var isOpen = false
        for offset in stride(from: 0, to: bytes.count - 1, by: 2) {
            let unit = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
            guard isOpen == (0xDC00...0xDFFF).contains(unit) else { return false }
            isOpen = (0xD800...0xDBFF).contains(unit)
        }
        return !isOpen
    }

    /// Calls `body` with a column as UTF-8, without a copy. Empty if it is null.
    public func withBytes<Result, Failure: Error>(
        _ column: Int32, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe Span(_unsafeBytes: bytes(column)))
    }

    /// A column as text; empty if it is null.
    public func text(_ column: Int32) -> String { unsafe String(decoding: bytes(column), as: UTF8.self) }

    /// Columns as texts, nil for null.
    func texts(_ columns: Range<Int32>) -> [String?] { columns.map { isNull($0) ? nil : text($0) } }
}
