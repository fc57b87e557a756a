import RefoldCore
import RefoldStores
import RefoldValues

/// The SQL of one generation's table, its indexes and its view. Every name is quoted.
struct ReadModelTable {
    let schema: ReadModelSchema
    let generation: Int64

    /// No projection can have such a name, so tables never collide with views.
    var name: String { "\(schema.name)#\(generation)" }

    /// The table's name in SQL.
    var quoted: String { SQLiteName.quoted(name) }

    /// A table without row ids, which is its own key index: rows lie in key order and are appended in key order.
    var create: String {
        let columns = schema.allColumns.enumerated().map { number, column in
            "\(SQLiteName.quoted(column.name)) \(Self.storage(column.type))" + (number < schema.key.count ? " NOT NULL" : "")
        }
        return "CREATE TABLE \(quoted) (\(columns.joined(separator: ", ")), PRIMARY KEY (\(names(schema.key)))) WITHOUT ROWID"
    }

    var drop: String { "DROP TABLE IF EXISTS \(quoted)" }

    /// Those that an interrupted run made are there.
    var createIndexes: [String] {
        schema.indexes.enumerated().map { number, columns in
            "CREATE INDEX IF NOT EXISTS \(SQLiteName.quoted("\(name)#\(number + 1)")) ON \(quoted) (\(columns.map(SQLiteName.quoted).joined(separator: ", ")))"
        }
    }

    /// The parameters are the values of all columns in order.
    var replace: String { "REPLACE INTO \(quoted) VALUES (\(parameters(schema.allColumns.count)))" }

    /// The parameters are the parts of the key.
    var delete: String { "DELETE FROM \(quoted) WHERE \(keyMatches)" }

    /// The folded and computed columns of one row; the parameters are the parts of the key.
    var selectByKey: String {
        let columns = schema.columns.isEmpty ? "1" : names(schema.columns)
        return "SELECT \(columns) FROM \(quoted) WHERE \(keyMatches)"
    }

    /// Some columns of all rows, or of those in a half-open range whose limits are the parameters.
    func select(_ columns: [Int], where range: ColumnRange?, inKeyOrder: Bool) -> String {
        let all = schema.allColumns
        let list = columns.isEmpty ? "1" : names(columns.map { all[$0] })
        var sql = "SELECT \(list) FROM \(quoted)"
        if let range {
            let column = SQLiteName.quoted(all[range.column].name)
            sql += " WHERE \(column) >= ?1 AND \(column) < ?2"
        }
        if inKeyOrder { sql += " ORDER BY \(names(schema.key))" }
        return sql
    }

    var dropView: String { "DROP VIEW IF EXISTS \(SQLiteName.quoted(schema.name))" }

    /// The view that readers see: times and dates as text that SQLite's own functions and people understand, decimals and amounts as numbers,
    /// exact to 15 digits, all else as it is stored: numbers of up to 38 digits as exact texts. Refold itself reads the table, which is exact.
    var createView: String {
        let columns = schema.allColumns.map { column in
            let name = SQLiteName.quoted(column.name)
            return switch column.type.content {
            case .timestamp: Self.timeText(name) + " AS " + name
            case .date: "date(\(name) * 86400, 'unixepoch') AS \(name)"
            case .decimal(let scale) where scale > 0: "\(name) / \(Self.power(of: scale)) AS \(name)"
            case .money: "\(Self.amount(name, in: SQLiteName.quoted(column.type.currency ?? ""))) AS \(name)"
            default: name
            }
        }
        return "CREATE VIEW \(SQLiteName.quoted(schema.name)) AS SELECT \(columns.joined(separator: ", ")) FROM \(quoted)"
    }

    private var keyMatches: String {
        schema.key.enumerated().map { "\(SQLiteName.quoted($0.element.name)) = ?\($0.offset + 1)" }.joined(separator: " AND ")
    }

    private func names(_ columns: [ColumnSchema]) -> String { columns.map { SQLiteName.quoted($0.name) }.joined(separator: ", ") }

    private func parameters(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

    /// By what the last places of a number are divided: a number with a point, so that the quotient has decimals.
    private static func power(of scale: Int) -> String { "1" + String(repeating: "0", count: scale) + ".0" }

    /// An amount by the column that holds its currency, of those that are known when the view is made.
    private static func amount(_ name: String, in currency: String) -> String {
        let scales = Dictionary(grouping: Currency.all, by: \.minorDigits).sorted { $0.key < $1.key }
        let cases = scales.map { scale, currencies in
            let codes = currencies.map { SQLiteName.literal($0.code) }.joined(separator: ", ")
            return "WHEN \(currency) IN (\(codes)) THEN \(name)" + (scale > 0 ? " / \(power(of: scale))" : "")
        }
        return "CASE \(cases.joined(separator: " ")) END"
    }

    private static func storage(_ type: ColumnType) -> String { type.isBytes ? "TEXT" : "INTEGER" }

    /// Microseconds as RFC 3339 in UTC, the fraction without trailing zeros.
    private static func timeText(_ column: String) -> String {
        let fraction = "((\(column) % 1000000 + 1000000) % 1000000)"
        return "strftime('%Y-%m-%dT%H:%M:%S', (\(column) - \(fraction)) / 1000000, 'unixepoch')"
            + " || CASE \(fraction) WHEN 0 THEN '' ELSE rtrim(printf('.%06d', \(fraction)), '0') END || 'Z'"
    }
}
