import RefoldFiles
import RefoldSQLite
import RefoldValues

/// Makes the material of the measures from an event store.
enum Material {
    /// Writes a store as lines that `refold import` takes.
    static func writeLines(of store: String, to path: String) throws(RefoldError) {
        let connection = try SQLiteConnection(store, mode: .readOnly)
        let lines = try connection.prepare(
            """
            SELECT '{"id":' || json_quote(event_id) || ',"stream":' || json_quote(aggregate_id) || ',"version":' || version ||
              ',"type":' || json_quote(event_type) || ',"occurred_at":"' || occurred_at || '","recorded_at":"' || recorded_at ||
              '","data":' || event_data || ',"metadata":' || event_metadata || '}'
            FROM event_store ORDER BY position
            """)
        let file = try AtomicFile(path, sparing: .none)
        var buffer: [UInt8] = []
        while try lines.step() {
            lines.withBytes(0) { line in for byte in line.indices { buffer.append(line[byte]) } }
            buffer.append(0x0A)
            if buffer.count >= 1 << 20 {
                try file.write(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try file.write(buffer)
        try file.commit()
    }

    /// Creates an index and writes it to the file itself, as a rebuild does.
    static func makeIndex(in database: String, _ sql: String) throws(RefoldError) {
        let connection = try SQLiteConnection(database, mode: .readWrite)
        try connection.execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768")
        try connection.execute(sql)
        try connection.truncateLog()
    }
}
