import RefoldCore

/// How a column of a content is kept on PostgreSQL.
struct ColumnStorage {
    /// The type in a generation's table.
    var table: String
    /// The type in the view, as `format_type` prints it.
    var view: String
    /// The type's OID, which is the same on every server.
    var number: UInt32
    /// The type of an array of such values.
    var array: String

    /// Text sorts by its bytes whatever the database's collation. JSON is stored as it was written, and shown as `jsonb`, which drops white
    /// space, the order of keys and repeated keys. Every 64-bit count of units has at most 19 digits, a wide one 38; money has its currency's decimals.
    init(_ type: ColumnType) {
        switch type.content {
        case .text: (table, view, number, array) = ("text COLLATE \"C\"", "text", 25, "text[]")
        case .integer: (table, view, number, array) = ("bigint", "bigint", 20, "bigint[]")
        case .decimal(let scale): (table, view, number, array) = ("numeric(19,\(scale))", "numeric(19,\(scale))", 1700, "numeric[]")
        case .wideDecimal(let scale): (table, view, number, array) = ("numeric(38,\(scale))", "numeric(38,\(scale))", 1700, "numeric[]")
        case .money, .wideMoney: (table, view, number, array) = ("numeric", "numeric", 1700, "numeric[]")
        case .boolean: (table, view, number, array) = ("boolean", "boolean", 16, "boolean[]")
        case .timestamp: (table, view, number, array) = ("timestamptz", "timestamp with time zone", 1184, "timestamptz[]")
        case .date: (table, view, number, array) = ("date", "date", 1082, "date[]")
        case .json: (table, view, number, array) = ("json", "jsonb", 114, "json[]")
        }
    }
}
