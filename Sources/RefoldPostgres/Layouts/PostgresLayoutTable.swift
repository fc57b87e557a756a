import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldValues

/// The SELECT of a layout, as found in a database: what its columns are, and how it is read.
struct PostgresLayoutTable: Sendable {
    let found: FoundLayout
    let traits: StoreTraits
    /// The OIDs of what the writers of events write to.
    let roots: [String]
    /// Which sequence says what is still to appear.
    let numbering: PostgresPositionSource.Numbering
    private let columns: [String: PostgresLayoutColumn]

    var layout: StoreLayout { found.layout }

    /// Looks at the SELECT without reading a row.
    ///
    /// - Throws: status 2 if it does not run, calls what may change something, or lacks columns.
    init(_ found: FoundLayout, on connection: PostgresConnection) throws(RefoldError) {
        self.found = found
        let layout = found.layout
        // Before the server plans the SELECT, and so runs what others may have written.
        try PostgresTrust(connection: connection).requireRelations(try Self.relations(of: found, on: connection))
        try Self.refuseChanges(found, on: connection)
        let columns = try Self.columns(of: found, on: connection)
        self.columns = columns
        let missing = StoreLayout.outputs.filter { columns[$0] == nil && !($0 == "position" && layout.isNumbered) } + layout.order.filter { columns[$0] == nil }
        guard missing.isEmpty else {
            throw Self.fault(found, "the SELECT has no column \(missing.joined(separator: ", "))", at: connection)
        }
        roots = try found.writers.map { (name) throws(RefoldError) -> String in
            let oid = try connection.query("SELECT to_regclass($1)::oid", [name], to: PostgresTableCatalog.operation)
            guard let oid = oid.optional(0, 0) else { throw Self.fault(found, "there is no table \(name), which writers names", at: connection) }
            return oid
        }
        var sequence: String?
        for name in layout.sequences.map(Self.sequenceName) where sequence == nil {
            if try !connection.query("SELECT to_regclass($1)", [name], to: PostgresTableCatalog.operation).isNull(0, 0) { sequence = name }
        }
        let numbers: PostgresPositionSource.Numbering = sequence.map { .sequence($0) } ?? .column("")
        var isHandedOut = false
        if !layout.isNumbered, !layout.isSerialized, let name = found.writers.first {
            isHandedOut = try PostgresPositionSource(of: name, roots: roots, numbers, isOfLayout: true, on: connection).countsInBlocks
        }
        numbering = layout.isNumbered || layout.isSerialized || isHandedOut ? .none : numbers
        traits = StoreTraits(
            layout: layout.name, description: found.description, isStable: layout.isStable && !isHandedOut, countsUnreadable: layout.unreadable == .skip,
            digest: layout.digest)
        if !layout.isNumbered {
            guard case .integer = columns["position"] ?? .missing else {
                throw Self.fault(found, "the position is no bigint, integer or smallint: cast it, if every one is a whole number", at: connection)
            }
        }
        guard layout.file == nil || layout.sequences.isEmpty || sequence != nil else {
            throw Self.fault(found, "there is no sequence \(layout.sequences[0]), which writers names", at: connection)
        }
        if layout.gapWait > 0 {
            guard case .time = columns["recorded_at"] ?? .missing else {
                throw Self.fault(found, "gapWait needs recorded_at as a time of the server, timestamptz or timestamp", at: connection)
            }
        }
    }

    /// The OIDs of the tables by which the layout was found, and of those that it names as written.
    private static func relations(of found: FoundLayout, on connection: PostgresConnection) throws(RefoldError) -> [String] {
        var numbers: [String] = []
        for name in found.tables.map(PostgresName.quoted) + found.writers {
            let oid = try connection.query("SELECT to_regclass($1)::oid", [name], to: PostgresTableCatalog.operation)
            if let number = oid.optional(0, 0) { numbers.append(number) }
        }
        return numbers
    }

    /// A name as SQL: one that is no plain name, with or without its schema, is quoted whole.
    private static func sequenceName(_ name: String) -> String {
        name.allSatisfy { $0.isLetter || $0.isNumber || "_.\"".contains($0) } ? name : PostgresName.quoted(name)
    }

    private static func fault(_ found: FoundLayout, _ what: String, at connection: PostgresConnection) -> RefoldError {
        .doesNotFit(found.layout, what, at: connection.location.name)
    }

    private static func columns(of found: FoundLayout, on connection: PostgresConnection) throws(RefoldError) -> [String: PostgresLayoutColumn] {
        let result: PostgresResult
        do throws(PostgresFailure) {
            result = try connection.attempt("SELECT * FROM (\n\(found.select)\n) AS e LIMIT 0")
        } catch where error.isOfStatement {
            throw fault(found, error.message, at: connection)
        } catch {
            throw connection.error(error, to: PostgresTableCatalog.operation)
        }
        var columns: [String: PostgresLayoutColumn] = [:]
        for index in 0..<result.columnCount {
            let (name, type) = result.column(index)
            columns[name] = PostgresLayoutColumn(type: type)
        }
        return columns
    }

    /// A function that may change something has no place in a SELECT that reads. The transaction only reads, whatever is called; this is for
    /// what reading transactions permit, such as ending another session.
    private static func refuseChanges(_ found: FoundLayout, on connection: PostgresConnection) throws(RefoldError) {
        let names = SelectText.calls(in: found.select).map { $0.split(separator: ".").last.map(String.init) ?? $0 }.sorted()
        let changing = try connection.query(
            "SELECT DISTINCT proname FROM pg_proc WHERE proname = ANY ($1::name[]) AND provolatile = 'v' AND proname <> 'lo_get' ORDER BY proname",
            [PostgresName.array(names)], to: PostgresTableCatalog.operation)
        guard changing.count > 0 else { return }
        throw fault(found, "it calls \(changing.text(0, 0)), which may change something", at: connection)
    }

    // MARK: Statements

    /// What is read, as `e`.
    var from: String {
        guard layout.isNumbered else { return "(\n\(found.select)\n) AS e" }
        let order = (layout.order + ["stream", "version", "event_id"]).map { "o.\(PostgresName.quoted($0))" }.joined(separator: ", ")
        return "(SELECT row_number() OVER (ORDER BY \(order)) AS refold_number, o.* FROM (\n\(found.select)\n) AS o) AS e"
    }

    /// The column of the position.
    var position: String { layout.isNumbered ? "e.refold_number" : "e.position" }

    /// How many positions one statement of a scan reads.
    var windows: PostgresScanStatement.Windows { layout.isNumbered ? .all : SelectText.joins(found.select) ? .joined : .adjusted }

    /// The settings of a scan's session. What is joined or numbered is sorted; how, the server knows best, but several readers are enough
    /// for its processors.
    func scanSettings(readers: Int) -> [String: String] {
        switch windows {
        case .adjusted: PostgresScanStatement.settings
        case .joined, .all: ["jit": "off"].merging(readers > 1 ? ["max_parallel_workers_per_gather": "0"] : [:]) { $1 }
        }
    }

    /// When an event was recorded, as a `timestamptz`; null where that is no time of the server's.
    var recordedAt: String {
        if case .time = form(of: "recorded_at") { "e.recorded_at::timestamptz" } else { "NULL::timestamptz" }
    }

    /// The form of a column.
    func form(of column: String) -> PostgresLayoutColumn { columns[column] ?? .missing }

    /// A column as an expression for SELECT.
    func expression(_ column: String) -> String { column == "position" ? "\(position)::bigint" : form(of: column).expression(column) }

    /// The condition that makes a numbering stable, without AND; nil if there is none.
    var isSettled: String? { layout.horizon.map { "e.\(PostgresName.quoted($0)) < pg_snapshot_xmin(pg_current_snapshot())" } }

    /// The condition that an event bears a number which no transaction of this server has had yet, without AND; nil if the order is none of
    /// transactions. What a snapshot shows is of transactions below its end.
    var isForeign: String? { layout.horizon.map { "e.\(PostgresName.quoted($0)) >= pg_snapshot_xmax(pg_current_snapshot())" } }

    /// The condition that nothing says when an event is settled; nil if the order is none of transactions.
    var isUnknown: String? { layout.horizon.map { "e.\(PostgresName.quoted($0)) IS NULL" } }

    /// A test that a column has a text, by the column's own type, so that its index is used; nil if it cannot have it.
    func isEqual(_ column: String, to text: String) -> String? {
        guard !text.utf8.contains(0) else { return nil }
        switch form(of: column) {
        case .missing: return nil
        case .uuid: return UUIDText(text).map { "e.\(column) = \(PostgresName.literal($0.text))::uuid" }
        case .bytes: return UUIDText(text).map { "e.\(column) = '\\x\($0.digits)'::bytea" }
        case .integer: return Int64(text).map { "e.\(column) = \($0)" }
        case .text: return "e.\(column) = \(PostgresName.literal(text))"
        default: return "e.\(column)::text = \(PostgresName.literal(text))"
        }
    }

    /// The condition that an event has one of some types, or none, which is a fault to be told; without AND.
    func hasType(_ types: [String]) -> String {
        "(e.type IS NULL OR e.type::text = ANY (\(PostgresName.literal(PostgresName.array(types.filter { !$0.utf8.contains(0) })))::text[]))"
    }
}
