import RefoldCore
import RefoldStores
import RefoldValues

/// The SQL of one generation's table, its indexes and its view. Every name is quoted and qualified with its schema.
struct PostgresReadModelTable {
    /// The schema of read models.
    static let schema = PostgresName.quoted("read_models")

    let shape: ReadModelSchema
    let generation: Int64

    init(_ shape: ReadModelSchema, _ generation: Int64) {
        self.shape = shape
        self.generation = generation
    }

    /// No projection can have such a name, so tables never collide with views; 63 bytes for a name of 48 and a number of 14 digits.
    var name: String { "\(shape.name)#\(generation)" }

    /// The table's name in SQL.
    var quoted: String { "\(Self.schema).\(PostgresName.quoted(name))" }

    /// The view's name in SQL.
    var view: String { "\(Self.schema).\(PostgresName.quoted(shape.name))" }

    /// The checks ensure that everything the view converts to `jsonb` can be converted, before anyone reads it.
    var create: String { create(as: quoted) }

    /// As ``create``, by another name, which is in SQL.
    func create(as quoted: String) -> String {
        let columns = shape.allColumns.enumerated().map { number, column in
            let name = PostgresName.quoted(column.name)
            let isKey = number < shape.key.count
            let check = column.type.content == .json ? " CHECK (jsonb_typeof(\(name)::jsonb) <> '')" : ""
            return "\(name) \(ColumnStorage(column.type).table)" + (isKey ? " NOT NULL" : check)
        }
        return "CREATE TABLE \(quoted) (\(columns.joined(separator: ", ")))"
    }

    var drop: String { "DROP TABLE IF EXISTS \(quoted)" }

    var copyIn: String { "COPY \(quoted) FROM STDIN (FORMAT binary)" }

    /// The key, then the further indexes; the server names them.
    var createIndexes: [String] {
        ["ALTER TABLE \(quoted) ADD PRIMARY KEY (\(names(shape.key)))"]
            + shape.indexes.map { "CREATE INDEX ON \(quoted) (\($0.map(PostgresName.quoted).joined(separator: ", ")))" }
    }

    var analyze: String { "ANALYZE \(quoted)" }

    /// Locks the table against removal, so that a snapshot of its rows can be read until the transaction ends.
    var hold: String { "LOCK TABLE \(quoted) IN ACCESS SHARE MODE" }

    /// The view that readers see, over this generation.
    ///
    /// - Parameters:
    ///   - replacing: whether the view exists and has the same columns, or the first of them.
    ///   - options: the view's own options, as the server stores them.
    func createView(replacing: Bool, options: [String]) -> String {
        let settings = options.compactMap { option -> String? in
            guard let sign = option.firstIndex(of: "=") else { return nil }
            return "\(PostgresName.quoted(String(option[..<sign]))) = \(PostgresName.literal(String(option[option.index(after: sign)...])))"
        }
        let columns = shape.allColumns.map { column in
            let name = PostgresName.quoted(column.name)
            return column.type.content == .json ? "\(name)::jsonb AS \(name)" : name
        }
        return "CREATE \(replacing ? "OR REPLACE " : "")VIEW \(view)\(settings.isEmpty ? "" : " WITH (\(settings.joined(separator: ", ")))")"
            + " AS SELECT \(columns.joined(separator: ", ")) FROM \(quoted)"
    }

    // MARK: Catching up; the parameters are one array per column

    /// The indexes of the keys among the parameters, from 1, and the folded and computed columns of the existing rows.
    func selectByKeys(throughView: Bool = false) -> String {
        let columns = (["k.n"] + shape.columns.map { "t.\(value($0, throughView))" }).joined(separator: ", ")
        let rows = throughView ? view : quoted
        return "SELECT \(columns) FROM unnest(\(parameters(shape.key))) WITH ORDINALITY AS k(\(parts), n) JOIN \(rows) t ON \(keyMatches)"
    }

    var insertOrReplace: String {
        let all = shape.allColumns
        let action =
            shape.columns.isEmpty
            ? "NOTHING"
            : "UPDATE SET " + shape.columns.map { "\(PostgresName.quoted($0.name)) = EXCLUDED.\(PostgresName.quoted($0.name))" }.joined(separator: ", ")
        return "INSERT INTO \(quoted) SELECT * FROM unnest(\(parameters(all))) ON CONFLICT (\(names(shape.key))) DO \(action)"
    }

    var deleteByKeys: String { "DELETE FROM \(quoted) t USING unnest(\(parameters(shape.key))) AS k(\(parts)) WHERE \(keyMatches)" }

    /// Names for the key parts that no column can have.
    private var parts: String { shape.key.indices.map { "\"#\($0)\"" }.joined(separator: ", ") }

    private var keyMatches: String {
        shape.key.enumerated().map { "t.\(PostgresName.quoted($0.element.name)) = k.\"#\($0.offset)\"" }.joined(separator: " AND ")
    }

    private func parameters(_ columns: [ColumnSchema]) -> String {
        columns.enumerated().map { "$\($0.offset + 1)::\(ColumnStorage($0.element.type).array)" }.joined(separator: ", ")
    }

    // MARK: Reading

    /// Some columns of all rows, or of those in a half-open range.
    func copyOut(_ columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, throughView: Bool = false) -> String {
        let all = shape.allColumns
        let wanted = columns.map { value(all[$0], throughView) }
        var select = "SELECT \(wanted.joined(separator: ", ")) FROM \(throughView ? view : quoted)"
        if let range {
            let column = all[range.column]
            let name = PostgresName.quoted(column.name)
            select += " WHERE \(name) >= \(Self.border(range.from, column.type)) AND \(name) < \(Self.border(range.to, column.type))"
        }
        if inKeyOrder { select += " ORDER BY \(names(shape.key))" }
        return "COPY (\(select)) TO STDOUT (FORMAT binary)"
    }

    /// A column as it is read. The view has `jsonb`, and rows are read with the type of the table.
    private func value(_ column: ColumnSchema, _ throughView: Bool) -> String {
        PostgresName.quoted(column.name) + (throughView && column.type.content == .json ? "::json" : "")
    }

    /// A border of a range; one outside the calendar becomes the calendar's limit, since no row lies beyond.
    private static func border(_ value: Int64, _ type: ColumnType) -> String {
        if type.content == .date {
            let days = min(max(value, Int64(CalendarDate.first.days)), Int64(CalendarDate.last.days) + 1)
            return "(DATE '1970-01-01' + \(days))"
        }
        let time = value <= Timestamp.last.microseconds ? Timestamp(microseconds: value) ?? .first : nil
        return "TIMESTAMPTZ '\(time?.description ?? "10000-01-01T00:00:00Z")'"
    }

    private func names(_ columns: [ColumnSchema]) -> String { columns.map { PostgresName.quoted($0.name) }.joined(separator: ", ") }
}
