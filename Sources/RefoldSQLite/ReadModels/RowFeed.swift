// Unsafe here: a virtual table's functions, which SQLite calls with raw pointers; their results lie in a block that outlives the statement.
import CSQLite
import RefoldCore
import RefoldValues

/// Provides rows to SQLite as a table: `INSERT INTO target SELECT * FROM refold_rows` writes a whole block in one statement.
///
/// Binding and running an INSERT per row takes 1.6 times the instructions: here the start and end of a statement, and a copy of every
/// parameter's description, are paid once per block.
@safe
final class RowFeed {
    private let connection: SQLiteConnection
    private let schema: ReadModelSchema
    private var insert: SQLiteStatement?
    fileprivate var rows = RowBlock(columnCount: 0, capacity: 16)
    /// The row of the cursor.
    fileprivate var index = 0
    private var keyValues: [Int64] = []
    private var keyTexts: [[UInt8]] = []
    private let hasPlainKey: Bool
    private let slots: [ColumnSlot]
    private let wideTexts: WideTexts

    /// Registers the table with a connection, and prepares the insertion of all its rows into `target`, a quoted name.
    init(_ schema: ReadModelSchema, into target: String, on connection: SQLiteConnection) throws(RefoldError) {
        self.connection = connection
        self.schema = schema
        hasPlainKey = schema.key.count == 1 && schema.key[0].type.isBytes
        slots = schema.columns.map(\.type.content.slot)
        wideTexts = WideTexts(schema)
        keyValues = Array(repeating: 0, count: schema.key.count)
        keyTexts = Array(repeating: [], count: schema.key.count)
        let code = unsafe sqlite3_create_module_v2(
            connection.handle, "refold_rows", Self.module, Unmanaged.passUnretained(self).toOpaque(), nil)
        guard code == SQLITE_OK else { throw connection.failure(code, operation: "prepare the writing of rows") }
        insert = try connection.prepare("INSERT INTO \(target) SELECT * FROM refold_rows", isKept: true)
    }

    /// Inserts all rows of a block.
    func write(_ block: RowBlock) throws(RefoldError) {
        rows = block
        _ = try insert?.step()
        insert?.reset()
    }

    // MARK: Callbacks

    fileprivate var declaration: String {
        let columns = schema.allColumns.indices.map { "c\($0)" }
        return "CREATE TABLE refold_rows (\(columns.joined(separator: ", ")))"
    }

    fileprivate func rewind() {
        index = 0
        readKey()
    }

    fileprivate func advance() {
        index += 1
        readKey()
    }

    private func readKey() {
        guard !hasPlainKey, index < rows.count else { return }
        rows.withKey(index) { key in
            var offset = 0
            for (number, part) in schema.key.enumerated() {
                keyValues[number] = KeyEncoding.read(
                    part.type, from: key, at: &offset, isOnlyPart: schema.key.count == 1, text: &keyTexts[number])
            }
        }
    }

    fileprivate func give(_ number: Int, to context: OpaquePointer?) {
        guard number < schema.key.count else {
            let column = number - schema.key.count
            guard !rows.isNull(index, column) else {
                unsafe sqlite3_result_null(context)
                return
            }
            switch slots[column] {
            case .integer: unsafe sqlite3_result_int64(context, rows.integer(index, column))
            case .text: unsafe Self.give(rows.bytes(index, column), to: context)
            case .wide: unsafe Self.give(copying: wideTexts.text(column, of: index, of: rows), to: context)
            }
            return
        }
        if hasPlainKey {
            unsafe Self.give(rows.key(index), to: context)
        } else if schema.key[number].type.isBytes {
            unsafe Self.give(copying: keyTexts[number], to: context)
        } else {
            unsafe sqlite3_result_int64(context, keyValues[number])
        }
    }

    /// SQLite copies the text, because the array may move.
    private static func give(copying text: [UInt8], to context: OpaquePointer?) {
        unsafe text.withUnsafeBytes { bytes in
            unsafe sqlite3_result_text64(
                context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.empty, UInt64(bytes.count), Self.copying, Self.utf8)
        }
    }

    private static func give(_ bytes: UnsafeRawBufferPointer, to context: OpaquePointer?) {
        let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        unsafe sqlite3_result_text64(context, start ?? empty, UInt64(bytes.count), nil, utf8)
    }

    private static let utf8 = UInt8(SQLITE_UTF8)
    /// SQLITE_TRANSIENT.
    private static let copying = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    /// An address for a text without bytes, because a null pointer would mean null.
    private nonisolated(unsafe) static let empty = unsafe UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))

    // MARK: The module

    @unsafe private struct Table {
        var base = unsafe sqlite3_vtab()
        var feed: UnsafeMutableRawPointer?
    }

    @unsafe private struct Cursor {
        var base = unsafe sqlite3_vtab_cursor()
        var feed: UnsafeMutableRawPointer?
    }

    /// Calls `body` with the feed that a cursor reads, without counting a reference.
    fileprivate static func withFeed<Result>(
        of cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?, otherwise: Result, _ body: (RowFeed) -> Result
    ) -> Result {
        guard let cursor = unsafe cursor,
            let feed = unsafe UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self).pointee.feed
        else { return otherwise }
        return unsafe Unmanaged<RowFeed>.fromOpaque(feed)._withUnsafeGuaranteedRef(body)
    }

    /// One table of functions for all connections, never freed.
    private nonisolated(unsafe) static let module: UnsafePointer<sqlite3_module> = {
        let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        unsafe module.initialize(to: sqlite3_module())
        unsafe module.pointee.xConnect = { connection, feed, _, _, table, _ in
            guard let feed = unsafe feed, let table = unsafe table else { return SQLITE_ERROR }
            let declaration = unsafe Unmanaged<RowFeed>.fromOpaque(feed).takeUnretainedValue().declaration
            let code = unsafe sqlite3_declare_vtab(connection, declaration)
            guard code == SQLITE_OK else { return code }
            let made = UnsafeMutablePointer<Table>.allocate(capacity: 1)
            unsafe made.initialize(to: Table(feed: feed))
            unsafe table.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
            return SQLITE_OK
        }
        unsafe module.pointee.xDisconnect = { table in
            unsafe UnsafeMutableRawPointer(table)?.deallocate()
            return SQLITE_OK
        }
        unsafe module.pointee.xBestIndex = { _, _ in SQLITE_OK }
        unsafe module.pointee.xOpen = { table, cursor in
            guard let table = unsafe table, let cursor = unsafe cursor else { return SQLITE_ERROR }
            let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            unsafe made.initialize(to: Cursor(feed: UnsafeMutableRawPointer(table).assumingMemoryBound(to: Table.self).pointee.feed))
            unsafe cursor.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        unsafe module.pointee.xClose = { cursor in
            unsafe UnsafeMutableRawPointer(cursor)?.deallocate()
            return SQLITE_OK
        }
        unsafe module.pointee.xFilter = { cursor, _, _, _, _ in
            unsafe RowFeed.withFeed(of: cursor, otherwise: ()) { $0.rewind() }
            return SQLITE_OK
        }
        unsafe module.pointee.xNext = { cursor in
            unsafe RowFeed.withFeed(of: cursor, otherwise: ()) { $0.advance() }
            return SQLITE_OK
        }
        unsafe module.pointee.xEof = { cursor in
            unsafe RowFeed.withFeed(of: cursor, otherwise: 1) { $0.index < $0.rows.count ? 0 : 1 }
        }
        unsafe module.pointee.xColumn = { cursor, context, number in
            unsafe RowFeed.withFeed(of: cursor, otherwise: ()) { unsafe $0.give(Int(number), to: context) }
            return SQLITE_OK
        }
        unsafe module.pointee.xRowid = { cursor, row in
            unsafe row?.pointee = Int64(RowFeed.withFeed(of: cursor, otherwise: 0) { $0.index })
            return SQLITE_OK
        }
        return unsafe UnsafePointer(module)
    }()
}
